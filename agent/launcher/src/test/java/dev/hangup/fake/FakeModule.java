// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fake;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Taps the library; some of its points name methods the library does not have. */
public final class FakeModule implements StackModule {

  static final String READ = "(Ljava/lang/String;I)I";

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        TapPoint.in("library.Decoder")
            .method("decodeNew", READ)
            .orMethod("decode", READ)
            .advice("dev.hangup.fake.ReadAdvice"),
        TapPoint.in("library.Decoder")
            .constructor("(Llibrary/Connection;)V")
            .advice("dev.hangup.fake.BirthAdvice"),
        TapPoint.in("library.Decoder")
            .method("absent", "()V")
            .advice("dev.hangup.fake.ReadAdvice")
            .optional(),
        TapPoint.in("library.Transport")
            .method("fill", "(Ljava/io/InputStream;)I")
            .call("java.io.InputStream", "read", "()I")
            .replacedBy("dev.hangup.fake.ReadCall"),
        TapPoint.in("library.Transport")
            .method("fill", "(Ljava/io/InputStream;)I")
            .call("java.io.FilterInputStream", "read", "()I") // as an older version had it
            .replacedBy("dev.hangup.fake.ReadCall"));
  }

  @Override
  public List<String> stateOwners() {
    return List.of("library.Connection");
  }
}
