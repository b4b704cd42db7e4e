// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakelate;

import library.Connection;
import net.bytebuddy.asm.Advice;

/** Tells that it was called. */
final class LateAdvice {

  private LateAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.FieldValue("connection") Connection connection) {
    connection.story.add("late");
  }
}
