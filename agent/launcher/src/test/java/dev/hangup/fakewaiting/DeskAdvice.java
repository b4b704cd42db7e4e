// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fakewaiting;

import library.Connection;
import net.bytebuddy.asm.Advice;

/** Tells that it was called. */
final class DeskAdvice {

  private DeskAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Argument(0) Connection connection) {
    connection.story.add("seen");
  }
}
