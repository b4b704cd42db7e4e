// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.TapSink;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears what is told of connections, and of each the marks and signals of its end, in order. */
final class Heard implements TapSink {

  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> facts = new LinkedBlockingQueue<>();
  private final BlockingQueue<Handshake> handshakes = new LinkedBlockingQueue<>();

  @Override
  public Wire handshake(Handshake handshake) {
    return new Ear(handshake);
  }

  @Override
  public Wire adopted(Handshake handshake) {
    return new Ear(handshake);
  }

  @Override
  public void suppressed(Throwable failure) {
    facts.add("failure of ours: " + failure);
  }

  @Override
  public void suppressed(String stack, Throwable failure) {
    suppressed(failure);
  }

  @Override
  public void tapMissing(String stack) {
    facts.add("tap missing");
  }

  @Override
  public void tapFound(String stack) {}

  /** The next connection that opened. */
  Handshake awaitOpened() throws InterruptedException {
    return await(handshakes);
  }

  /** The next thing told. */
  String next() throws InterruptedException {
    return await(facts);
  }

  /** All that is told up to this, which is left out. */
  List<String> until(String last) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (String fact = next(); !fact.equals(last); fact = next()) {
      all.add(fact);
    }
    return all;
  }

  private static <T> T await(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing more is told");
    }
    return next;
  }

  private final class Ear extends Wire {

    private final Handshake handshake;

    Ear(Handshake handshake) {
      this.handshake = handshake;
    }

    @Override
    public Handshake handshake() {
      return handshake;
    }

    @Override
    protected void onOpened() {
      handshakes.add(handshake);
    }

    @Override
    protected void onRefused(int status, Throwable failure) {
      facts.add("refused " + status);
    }

    @Override
    protected void onInbound(ByteBuffer bytes, int from, int to) {}

    @Override
    protected void onFrameBoundary() {
      facts.add("boundary");
    }

    @Override
    protected void onUnseen() {}

    @Override
    protected boolean onOutbound(int firstByte, boolean masked, long length) {
      return false;
    }

    @Override
    protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {}

    @Override
    protected void onSignal(Signal signal, Throwable failure) {
      facts.add(signal + (failure == null ? "" : " " + failure.getClass().getName()));
    }

    @Override
    protected void onIdle(long limitNanos, String setting) {
      facts.add("idle");
    }

    @Override
    protected void onSendStalled(long nanos) {
      facts.add("stalled " + (nanos < 0 ? "?" : TimeUnit.NANOSECONDS.toMillis(nanos)));
    }

    @Override
    protected void onHandlerFailed(Throwable failure) {
      facts.add("handler " + failure.getClass().getName());
    }

    @Override
    protected void onLimit(long bytes) {}

    @Override
    protected void onBlind() {
      facts.add("blind");
    }
  }
}
