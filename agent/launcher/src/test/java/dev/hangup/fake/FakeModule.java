// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fake;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Taps the library; some of its points name methods the library does not have. */
public final class FakeModule implements StackModule {

  private static final Signatures LIBRARY =
      Signatures.of("library.", "Connection").and("java.io.", "InputStream");

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public List<TapPoint> tapPoints() {
    TapPoint.In decoder = LIBRARY.in("library.Decoder");
    TapPoint.Tapped fill = LIBRARY.in("library.Transport").method("int fill(InputStream)");
    return List.of(
        decoder
            .method("int decodeNew(String, int)")
            .orMethod("int decode(String, int)")
            .advice("dev.hangup.fake.ReadAdvice"),
        decoder.method("(Connection)").advice("dev.hangup.fake.BirthAdvice"),
        decoder.method("void absent()").advice("dev.hangup.fake.ReadAdvice").optional(),
        fill.call("java.io.InputStream", "int read()").replacedBy("dev.hangup.fake.ReadCall"),
        fill.call("java.io.FilterInputStream", "int read()") // as an older version had it
            .replacedBy("dev.hangup.fake.ReadCall"));
  }

  @Override
  public List<String> stateOwners() {
    return List.of("library.Connection");
  }
}
