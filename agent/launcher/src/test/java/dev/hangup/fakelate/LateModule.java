// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakelate;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Taps the decoder once the transport, which it does not tap, is loaded. */
public final class LateModule implements StackModule {

  @Override
  public String name() {
    return "late";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        Signatures.of("library.")
            .in("library.Decoder")
            .method("int decode(String, int)")
            .advice("dev.hangup.fakelate.LateAdvice"));
  }

  @Override
  public List<String> startsTelemetry() {
    return List.of("library.Transport");
  }

  @Override
  public List<String> tappedLate() {
    return List.of("library.Decoder");
  }

  @Override
  public List<String> preloadTriggers() {
    return List.of("library.Connection");
  }
}
