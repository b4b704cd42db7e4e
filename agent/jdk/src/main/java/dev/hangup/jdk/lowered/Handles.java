// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Of {@link MethodHandles}. */
public final class Handles {

  private Handles() {}

  public static MethodHandle empty(MethodType type) {
    MethodHandle nothing =
        MethodHandles.insertArguments(MethodHandles.identity(Object.class), 0, (Object) null);
    return MethodHandles.dropArguments(
        MethodHandles.explicitCastArguments(nothing, MethodType.methodType(type.returnType())),
        0,
        type.parameterList());
  }
}
