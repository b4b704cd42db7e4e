// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent over STOMP could not be handled: Spring answers with a frame that says so and
 * closes with 1002. Without a message it could not even be read, which is the client's doing.
 */
final class StompFailure {

  private StompFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) @Nullable Object session,
      @Advice.Argument(1) Throwable thrown,
      @Advice.Argument(2) @Nullable Object message)
      throws ReflectiveOperationException {
    if (message != null) {
      SpringSession.failed(session, thrown);
    }
  }
}
