// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakewaiting;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Taps the desk once the transport is loaded. */
public final class WaitingModule implements StackModule {

  @Override
  public String name() {
    return "waiting";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        Signatures.of("library.", "Connection")
            .in("library.Desk")
            .method("void work(Connection)")
            .advice("dev.hangup.fakewaiting.DeskAdvice"));
  }

  @Override
  public List<String> startsTelemetry() {
    return List.of("library.Transport");
  }

  @Override
  public List<String> tappedLate() {
    return List.of("library.Desk");
  }
}
