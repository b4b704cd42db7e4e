// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told, bytes as text. */
class RecordedWire extends Wire {

  private final Handshake handshake;
  private final List<String> told;

  RecordedWire(Handshake handshake, List<String> told) {
    this.handshake = handshake;
    this.told = told;
  }

  private static String text(ByteBuffer bytes, int from, int to) {
    byte[] text = new byte[to - from];
    bytes.get(from, text);
    return new String(text, US_ASCII);
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  protected void onOpened() {
    told.add("opened");
  }

  @Override
  protected void onRefused(int status, @Nullable Throwable failure) {
    told.add("refused " + status + " " + failure);
  }

  @Override
  protected void onInbound(ByteBuffer bytes, int from, int to) {
    told.add("received " + text(bytes, from, to));
  }

  @Override
  protected void onOutboundBytes(ByteBuffer bytes, int from, int to) {
    told.add("sent " + text(bytes, from, to));
  }

  @Override
  protected void onCloseNotSent() {
    told.add("Close not sent");
  }

  @Override
  protected void onSignal(Signal signal, @Nullable Throwable failure) {
    told.add(signal.name());
  }

  @Override
  protected void onHandlerFailed(Throwable failure) {
    told.add("handler " + failure.getMessage());
  }

  @Override
  protected void onUnseen() {
    told.add("unseen");
  }

  @Override
  protected void onFrameBoundary() {}

  @Override
  protected boolean onOutbound(int firstByte, boolean masked, long length) {
    return false;
  }

  @Override
  protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {}

  @Override
  protected void onIdle(long limitNanos, @Nullable String setting) {}

  @Override
  protected void onSendStalled(long nanos) {}

  @Override
  protected void onLimit(long bytes) {}

  @Override
  protected void onBlind() {}
}
