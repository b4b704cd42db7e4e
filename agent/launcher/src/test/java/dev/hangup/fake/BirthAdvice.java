// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fake;

import library.Connection;
import net.bytebuddy.asm.Advice;

/** Sees a decoder come into being. */
final class BirthAdvice {

  private BirthAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Argument(0) Connection connection) {
    connection.story.add("born");
  }
}
