// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakeolder;

import library.Connection;
import net.bytebuddy.asm.Advice;

/** Tells that the older generation's code was called. */
final class OlderAdvice {

  private OlderAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.FieldValue("connection") Connection connection) {
    connection.story.add("older");
  }
}
