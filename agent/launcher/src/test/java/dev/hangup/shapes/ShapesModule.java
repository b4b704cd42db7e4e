// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Every method of {@code library.Shapes}. */
public final class ShapesModule implements StackModule {

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public List<TapPoint> tapPoints() {
    TapPoint.In shapes = TapPoint.in("library.Shapes");
    return List.of(
        shapes.constructor("(ZJI)V").advice("dev.hangup.shapes.BirthAdvice"),
        around("nothing", "()V"),
        around("sum", "(JIDF)J"),
        around("loopsFromTheStart", "(I)I"),
        around("overwritesItsArguments", "(Ljava/lang/String;J)Ljava/lang/String;"),
        around("choosesByText", "(Ljava/lang/String;)Z"),
        around("cleansUp", "([II)I"),
        around("countsInManyLocals", "(BCSZ)D"),
        around("alwaysThrows", "()Ljava/lang/Object;"));
  }

  private static TapPoint around(String name, String descriptor) {
    return TapPoint.in("library.Shapes")
        .method(name, descriptor)
        .advice("dev.hangup.shapes.AroundAdvice");
  }
}
