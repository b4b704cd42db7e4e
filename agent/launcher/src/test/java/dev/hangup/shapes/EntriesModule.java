// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** The methods of {@code library.Shapes} again, with advice that only begins them. */
public final class EntriesModule implements StackModule {

  private static final TapPoint.In SHAPES = Signatures.of("library.").in("library.Shapes");

  @Override
  public String name() {
    return "entries";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        entry("void nothing()", "nothing"),
        entry("long sum(long, int, double, float)", "sum"),
        entry("int loopsFromTheStart(int)", "looping"),
        entry("String overwritesItsArguments(String, long)", "text"),
        entry("boolean choosesByText(String)", "word"),
        entry("int cleansUp(int[], int)", "cleaning"),
        entry("double countsInManyLocals(byte, char, short, boolean)", "locals"),
        entry("Object alwaysThrows()", "throwing"),
        // One method may have several.
        entry("Object alwaysThrows()", "nothing"),
        SHAPES
            .method("long sum(long, int, double, float)")
            .advice("dev.hangup.shapes.AroundAdvice"));
  }

  private static TapPoint entry(String declaration, String member) {
    return SHAPES.method(declaration).advice("dev.hangup.shapes.Entries::" + member);
  }
}
