// SPDX-License-Identifier: Apache-2.0
package dev.hangup.shapes;

import library.Shapes;
import net.bytebuddy.asm.Advice;

/** On the exit of a constructor everything is there. */
final class BirthAdvice {

  private BirthAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(
      @Advice.This Shapes self,
      @Advice.FieldValue("base") int base,
      @Advice.Argument(0) boolean odd,
      @Advice.Argument(1) long ignored) {
    Shapes.STORY.add("born " + base + odd + ignored + (self != null));
  }
}
