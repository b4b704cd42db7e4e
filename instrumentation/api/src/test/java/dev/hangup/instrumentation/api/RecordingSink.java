// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.TapSink;
import dev.hangup.tap.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An observer whose wires write down what they are told. */
class RecordingSink implements TapSink {

  private final List<String> told;

  RecordingSink(List<String> told) {
    this.told = told;
  }

  @Override
  public @Nullable Object currentTrace() {
    return null;
  }

  @Override
  public Wire handshake(Handshake handshake) {
    return new RecordedWire(handshake, told);
  }

  @Override
  public Wire adopted(Handshake handshake) {
    return new RecordedWire(handshake, told);
  }

  @Override
  public void suppressed(Throwable failure) {
    told.add("suppressed " + failure);
  }

  @Override
  public void suppressed(@Nullable String stack, Throwable failure) {
    told.add("suppressed " + failure);
  }

  @Override
  public void tapMissing(String stack) {}

  @Override
  public void tapFound(String stack) {}
}
