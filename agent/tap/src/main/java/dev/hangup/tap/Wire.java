// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import dev.hangup.jdk.CompiledApart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as its stack's advice sees it. This class is the inner wall: no public method
 * throws, and after its own first failure a wire is blind and costs one branch a call.
 *
 * <p>Threads: the inbound methods ({@link #inbound}, {@link #fresh}, {@link #bytes}, {@link
 * #consumed}) are confined to the thread that reads the socket, one at a time, ordered by the
 * stack. The outbound methods likewise. Everything else may come from anywhere, more than once and
 * late: the first signal of the transport's end wins, the rest is noise.
 */
public abstract class Wire {

  /**
   * Bytes the stack had seen but not consumed when it last returned; they stand first in its next
   * read.
   */
  private int carry;

  private boolean blind;

  protected Wire() {}

  /** What the stack knows of the upgrade; may be filled until {@link #opened()}. */
  public abstract Handshake handshake();

  /**
   * Whether this is a server's connection whose first message is not handled yet: what handles it
   * may ask for a client that is the other leg, see {@link Incoming#reading}.
   */
  public boolean isBeginning() {
    return false;
  }

  /** The upgrade is done. Later calls change nothing. */
  public final void opened() {
    // A blind wire opens and ends like any other, or it would be told as a handshake that failed.
    try {
      onOpened();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** The upgrade failed: {@code status} of the HTTP response or 0, and what was thrown. */
  public final void refused(int status, @Nullable Throwable failure) {
    try {
      onRefused(status, failure);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * The stack is about to parse {@code bytes}, position to limit. What it left over last time is
   * not told twice. Call {@link #consumed} when it is done.
   */
  public final void inbound(ByteBuffer bytes) {
    int fresh = fresh(bytes.remaining());
    if (fresh > 0) {
      bytes(bytes, bytes.limit() - fresh, bytes.limit());
    }
  }

  /** Of {@code readable} bytes before the parser, how many at the end are new. */
  public final int fresh(int readable) {
    return Math.max(0, readable - carry);
  }

  /**
   * New bytes of the peer, still masked as they were sent: absolute index, position and limit stay
   * untouched.
   */
  @CompiledApart
  public final void bytes(ByteBuffer bytes, int from, int to) {
    if (blind) {
      return;
    }
    try {
      onInbound(bytes, from, to);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * The parser returned or threw, and left {@code readable} bytes that will be in its next read.
   */
  public final void consumed(int readable) {
    carry = readable;
  }

  /**
   * The next byte of the peer begins a frame: the stack's parser says so of a connection that was
   * open before anybody observed it. Told before the first {@link #inbound}, else ignored.
   */
  public final void atFrameBoundary() {
    if (blind) {
      return;
    }
    try {
      onFrameBoundary();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Bytes of which {@link #inbound} was told earlier are about to be handled only now, after a
   * {@link #handled}. On the thread that handles.
   */
  public final void handling() {
    if (blind) {
      return;
    }
    try {
      onHandling();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * What was read last has been handled, as far as that is done before the stack reads again. On
   * the thread that reads.
   */
  public final void handled() {
    if (blind) {
      return;
    }
    try {
      onHandled();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** New bytes were there but cannot be read by us. What we know of this direction ends here. */
  public final void unseen() {
    if (blind) {
      return;
    }
    try {
      onUnseen();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * The stack is about to write a frame: the header as it will be on the wire, after extensions and
   * fragmentation. All of its payload follows at once in {@link #outboundPayload} calls.
   *
   * @return whether they make a difference
   */
  @CompiledApart
  public final boolean outbound(int firstByte, boolean masked, long length) {
    if (blind) {
      return false;
    }
    try {
      return onOutbound(firstByte, masked, length);
    } catch (Throwable t) {
      fail(t);
      return false;
    }
  }

  /**
   * Likewise of a frame that waits in the stack until {@link #flushed}, which the same thread tells
   * of. Many may: the clock is asked once for all of them.
   */
  @CompiledApart
  public final boolean queued(int firstByte, boolean masked, long length) {
    if (blind) {
      return false;
    }
    try {
      return onQueued(firstByte, masked, length);
    } catch (Throwable t) {
      fail(t);
      return false;
    }
  }

  /** All that was {@link #queued} is on its way. */
  @CompiledApart
  public final void flushed() {
    if (blind) {
      return;
    }
    try {
      onFlushed();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Payload of the frame begun by {@link #outbound}, not masked: absolute index, position and limit
   * untouched.
   */
  @CompiledApart
  public final void outboundPayload(ByteBuffer bytes, int from, int to) {
    if (blind) {
      return;
    }
    try {
      onOutboundPayload(bytes, from, to);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Bytes as this side sends them, header, mask and all, in pieces of any size: instead of {@link
   * #outbound} where a stack has them so. Absolute index, position and limit stay untouched.
   */
  @CompiledApart
  public final void outboundBytes(ByteBuffer bytes, int from, int to) {
    if (blind) {
      return;
    }
    try {
      onOutboundBytes(bytes, from, to);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Takes the next bytes of one direction without being shown them, as far as they are payload that
   * is not looked at: for a stack to whom showing is copying. Only behind what was told of the same
   * read or write, by {@link #bytes}, {@link #outboundBytes} or {@link #outbound}.
   *
   * @param received whether the peer sent them
   * @param most how many there are
   * @return how many were taken; those behind them are to be shown
   */
  public final int taken(boolean received, int most) {
    if (blind) {
      return most;
    }
    try {
      return onTaken(received, most);
    } catch (Throwable t) {
      fail(t);
      return most;
    }
  }

  /**
   * The Close frame that {@link #outbound} told last did not get out: its write failed. On the
   * thread that told of the frame.
   */
  public final void closeNotSent() {
    if (blind) {
      return;
    }
    try {
      onCloseNotSent();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** The peer ended its direction: FIN, or TLS close_notify. */
  public final void eof() {
    signal(Signal.EOF, null);
  }

  /** A read failed. */
  public final void readFailed(Throwable failure) {
    signal(Signal.READ_FAILED, failure);
  }

  /** A write failed. */
  public final void writeFailed(Throwable failure) {
    signal(Signal.WRITE_FAILED, failure);
  }

  /** This side closes the transport. */
  public final void localClose() {
    signal(Signal.LOCAL_CLOSE, null);
  }

  /** The transport is gone. Without an earlier signal it was the peer who ended it. */
  public final void closed() {
    signal(Signal.CLOSED, null);
  }

  /**
   * This side's own idle timer fired. A mark only: the application may answer it with a ping and go
   * on.
   */
  public final void idle(long limitNanos, @Nullable String setting) {
    if (blind) {
      return;
    }
    try {
      onIdle(limitNanos, setting);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * This side gave up on a send that had not got through for {@code nanos}, or -1 where that is
   * unknown: the peer did not read. A mark only.
   */
  public final void sendStalled(long nanos) {
    if (blind) {
      return;
    }
    try {
      onSendStalled(nanos);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * More waits to be sent than the stack wants to keep; null where it is less again. The same
   * object each time, which must not refer to the connection.
   */
  public final void backlog(@Nullable Backlog waiting) {
    if (blind) {
      return;
    }
    try {
      onBacklog(waiting);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * Up to now this side has not read on since it last did: it does so when the application asks for
   * messages, and it did not ask. A mark only.
   *
   * @param endLost what was not asked for is the transport's end, and the stack has not told the
   *     application
   */
  public final void heldBack(boolean endLost) {
    if (blind) {
      return;
    }
    try {
      onHeldBack(endLost);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** An exception left the application's handler. A mark only. */
  public final void handlerFailed(Throwable failure) {
    if (blind) {
      return;
    }
    try {
      onHandlerFailed(failure);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /**
   * An exception left the application's handler, and the stack had already ended the connection
   * over it when it told. Taken until {@link #closed()}; of an exception told in time it says no
   * more.
   */
  public final void handlerHadFailed(Throwable failure) {
    if (blind) {
      return;
    }
    try {
      onHandlerHadFailed(failure);
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** The stack refused a message or frame because of its own limit. A mark only. */
  public final void limit(long bytes) {
    if (blind) {
      return;
    }
    try {
      onLimit(bytes);
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void signal(Signal signal, @Nullable Throwable failure) {
    // A blind wire still ends, or it would count as open for ever.
    try {
      onSignal(signal, failure);
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void fail(Throwable t) {
    WireTap.suppressed(t);
    if (blind) {
      return;
    }
    blind = true;
    try {
      onBlind();
    } catch (Throwable again) {
      // The connection does not know of it: as bad as a failure whose connection is not known.
      WireTap.suppressed(stack(), again);
    }
  }

  private @Nullable String stack() {
    try {
      return handshake().stack();
    } catch (Throwable t) {
      return null;
    }
  }

  /** How a transport may end. */
  public enum Signal {
    EOF,
    READ_FAILED,
    WRITE_FAILED,
    LOCAL_CLOSE,
    CLOSED
  }

  protected abstract void onOpened();

  protected abstract void onRefused(int status, @Nullable Throwable failure);

  protected abstract void onInbound(ByteBuffer bytes, int from, int to);

  /** Where it makes no difference to who follows. */
  protected void onHandling() {}

  protected void onHandled() {}

  protected abstract void onFrameBoundary();

  protected abstract void onUnseen();

  protected abstract boolean onOutbound(int firstByte, boolean masked, long length);

  /** Where it makes no difference to who follows, it is on its way at once. */
  protected boolean onQueued(int firstByte, boolean masked, long length) {
    return onOutbound(firstByte, masked, length);
  }

  protected void onFlushed() {}

  protected abstract void onOutboundPayload(ByteBuffer bytes, int from, int to);

  /** Who follows frames only has not seen them. */
  protected void onOutboundBytes(ByteBuffer bytes, int from, int to) {
    onUnseen();
  }

  /** Who looks at every byte takes none. */
  protected int onTaken(boolean received, int most) {
    return 0;
  }

  /** Where it makes no difference to who follows, it was sent like any other. */
  protected void onCloseNotSent() {}

  protected abstract void onSignal(Signal signal, @Nullable Throwable failure);

  protected abstract void onIdle(long limitNanos, @Nullable String setting);

  protected abstract void onSendStalled(long nanos);

  /** Where it makes no difference to who follows. */
  protected void onBacklog(@Nullable Backlog waiting) {}

  /** Where it makes no difference to who follows. */
  protected void onHeldBack(boolean endLost) {}

  protected abstract void onHandlerFailed(Throwable failure);

  /** Where it makes no difference to who follows, it is a failure like any other. */
  protected void onHandlerHadFailed(Throwable failure) {
    onHandlerFailed(failure);
  }

  protected abstract void onLimit(long bytes);

  /** Sight of this connection is lost: an error of the agent was suppressed. */
  protected abstract void onBlind();
}
