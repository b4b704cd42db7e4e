// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakeolder;

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
        TapPoint.in("library.Decoder")
            .method("decode", "(Ljava/lang/String;I)I")
            .advice("dev.hangup.fakeolder.OlderAdvice"));
  }
}
