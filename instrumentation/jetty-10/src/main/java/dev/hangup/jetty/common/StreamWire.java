// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty.common;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a connection on a stream of HTTP/2. The thread that reads the socket hears that the
 * stream is reset, or gone with all others, while another thread may still be between what it took
 * from the stream and the parser. So an end heard elsewhere waits until no thread reads; a socket's
 * reader hears it himself, in order.
 *
 * <p>An end of our own making does not wait: nothing counts after it, though a thread may read.
 */
public final class StreamWire extends Wire {

  private final Wire wire;

  /** Threads inside the connection's read, itself again and the ones Jetty sends away included. */
  private final AtomicInteger readers = new AtomicInteger();

  /**
   * All that was said of the end. Told from its beginning every time, by more than one thread if
   * need be: so none is told before an earlier one, and telling one again changes nothing.
   */
  private final Queue<Runnable> signals = new ConcurrentLinkedQueue<>();

  private volatile boolean closedHere;

  public StreamWire(Wire wire) {
    this.wire = wire;
    wire.handshake().overHttp2();
  }

  /** This thread begins to read. */
  public void reading() {
    readers.incrementAndGet();
  }

  /** It has read what was there, or will never. */
  public void read() {
    // Either this thread sees the signal, or the one that signals sees that no thread reads.
    if (readers.decrementAndGet() == 0 && !signals.isEmpty()) {
      tellSignals();
    }
  }

  @Override
  protected void onSignal(Signal signal, @Nullable Throwable failure) {
    if (signal == Signal.LOCAL_CLOSE && signals.isEmpty()) {
      closedHere = true;
    }
    signals.add(() -> tell(signal, failure));
    if (closedHere || CurrentRead.is(this) || readers.get() == 0) {
      tellSignals();
    }
  }

  private void tellSignals() {
    signals.forEach(Runnable::run);
  }

  private void tell(Signal signal, @Nullable Throwable failure) {
    switch (signal) {
      case EOF -> wire.eof();
      case READ_FAILED -> wire.readFailed(Objects.requireNonNull(failure));
      case WRITE_FAILED -> wire.writeFailed(Objects.requireNonNull(failure));
      case LOCAL_CLOSE -> wire.localClose();
      case CLOSED -> wire.closed();
    }
  }

  @Override
  public Handshake handshake() {
    return wire.handshake();
  }

  @Override
  protected void onOpened() {
    wire.opened();
  }

  @Override
  protected void onRefused(int status, @Nullable Throwable failure) {
    wire.refused(status, failure);
  }

  @Override
  protected void onInbound(ByteBuffer bytes, int from, int to) {
    wire.bytes(bytes, from, to);
  }

  @Override
  protected void onHandling() {
    wire.handling();
  }

  @Override
  protected void onHandled() {
    wire.handled();
  }

  @Override
  protected void onFrameBoundary() {
    wire.atFrameBoundary();
  }

  @Override
  protected void onUnseen() {
    wire.unseen();
  }

  @Override
  protected boolean onOutbound(int firstByte, boolean masked, long length) {
    return wire.outbound(firstByte, masked, length);
  }

  @Override
  protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
    wire.outboundPayload(bytes, from, to);
  }

  @Override
  protected void onCloseNotSent() {
    wire.closeNotSent();
  }

  @Override
  protected void onIdle(long limitNanos, @Nullable String setting) {
    wire.idle(limitNanos, setting);
  }

  @Override
  protected void onSendStalled(long nanos) {
    wire.sendStalled(nanos);
  }

  @Override
  protected void onHandlerFailed(Throwable failure) {
    wire.handlerFailed(failure);
  }

  @Override
  protected void onLimit(long bytes) {
    wire.limit(bytes);
  }

  @Override
  protected void onBlind() {
    wire.unseen();
  }
}
