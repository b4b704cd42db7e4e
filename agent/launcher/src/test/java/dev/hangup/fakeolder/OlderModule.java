// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakeolder;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** One stack to its users, with code of its own. */
public final class OlderModule implements StackModule {

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        Signatures.of("library.")
            .in("library.Decoder")
            .method("int decode(String, int)")
            .advice("dev.hangup.fakeolder.OlderAdvice"));
  }
}
