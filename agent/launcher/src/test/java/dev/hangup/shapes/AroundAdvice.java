// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import java.util.Arrays;
import library.Shapes;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Wants everything there is to be had. */
final class AroundAdvice {

  private AroundAdvice() {}

  /** What the enter hands to the exit: a type no library can name. */
  record Seen(String arguments) {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static Seen enter(
      @Advice.This(optional = true) @Nullable Shapes self,
      @Advice.AllArguments Object[] arguments) {
    return new Seen((self == null ? "static" : "this") + told(arguments));
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter Seen seen,
      @Advice.AllArguments Object[] arguments,
      @Advice.Argument(value = 3, optional = true) @Nullable Object fourth,
      @Advice.This(optional = true) @Nullable Object self,
      @Advice.Return @Nullable Object result,
      @Advice.Thrown @Nullable Throwable thrown) {
    Shapes.STORY.add(
        seen.arguments() + told(arguments) + fourth + (self == null) + result + thrown);
  }

  private static String told(Object[] arguments) {
    Object[] plain = arguments.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = plain[i] instanceof int[] values ? values.length + " ints" : plain[i];
    }
    return Arrays.toString(plain);
  }
}
