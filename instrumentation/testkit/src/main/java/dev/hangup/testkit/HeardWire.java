// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, in order: for tests of what a stack tells without the stack. */
public final class HeardWire extends Wire {

  private final List<String> facts = new ArrayList<>();
  private final Handshake handshake;

  public HeardWire(Handshake handshake) {
    this.handshake = handshake;
  }

  /** Those up to now; more may come. */
  public List<String> facts() {
    return facts;
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  protected void onOpened() {
    facts.add("opened");
  }

  @Override
  protected void onRefused(int status, @Nullable Throwable failure) {
    facts.add("refused");
  }

  @Override
  protected void onInbound(ByteBuffer bytes, int from, int to) {
    facts.add(to - from + " bytes");
  }

  @Override
  protected void onFrameBoundary() {
    facts.add("boundary");
  }

  @Override
  protected void onUnseen() {
    facts.add("unseen");
  }

  @Override
  protected boolean onOutbound(int firstByte, boolean masked, long length) {
    facts.add("frame");
    return true;
  }

  @Override
  protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
    facts.add("payload");
  }

  @Override
  protected void onSignal(Signal signal, @Nullable Throwable failure) {
    facts.add(signal.name());
  }

  @Override
  protected void onIdle(long limitNanos, @Nullable String setting) {
    facts.add("idle");
  }

  @Override
  protected void onSendStalled(long nanos) {
    facts.add("stalled");
  }

  @Override
  protected void onHandlerFailed(Throwable failure) {
    facts.add("handler");
  }

  @Override
  protected void onLimit(long bytes) {
    facts.add("limit");
  }

  @Override
  protected void onBlind() {
    facts.add("blind");
  }
}
