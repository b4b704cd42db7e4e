// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import java.util.Arrays;
import library.Shapes;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/** Wants everything there is to be had. */
final class AroundAdvice {

  private AroundAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static Object enter(
      @Advice.This(optional = true) @Nullable Shapes self,
      @Advice.AllArguments Object[] arguments) {
    return (self == null ? "static" : "this") + told(arguments);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter Object seen,
      @Advice.AllArguments Object[] arguments,
      @Advice.Argument(value = 3, optional = true, typing = Typing.DYNAMIC) @Nullable Object fourth,
      @Advice.This(optional = true) @Nullable Object self,
      @Advice.Return(typing = Typing.DYNAMIC) @Nullable Object result,
      @Advice.Thrown @Nullable Throwable thrown) {
    Shapes.STORY.add(seen + told(arguments) + fourth + (self == null) + result + thrown);
  }

  private static String told(Object[] arguments) {
    Object[] plain = arguments.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = plain[i] instanceof int[] values ? values.length + " ints" : plain[i];
    }
    return Arrays.toString(plain);
  }
}
