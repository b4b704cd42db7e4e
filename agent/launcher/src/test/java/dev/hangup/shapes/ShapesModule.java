// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Every method of {@code library.Shapes}. */
public final class ShapesModule implements StackModule {

  private static final TapPoint.In SHAPES = Signatures.of("library.").in("library.Shapes");

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        SHAPES.method("(boolean, long, int)").advice("dev.hangup.shapes.BirthAdvice"),
        around("void nothing()"),
        around("long sum(long, int, double, float)"),
        around("int loopsFromTheStart(int)"),
        around("String overwritesItsArguments(String, long)"),
        around("boolean choosesByText(String)"),
        around("int cleansUp(int[], int)"),
        around("double countsInManyLocals(byte, char, short, boolean)"),
        around("Object alwaysThrows()"));
  }

  private static TapPoint around(String declaration) {
    return SHAPES.method(declaration).advice("dev.hangup.shapes.AroundAdvice");
  }
}
