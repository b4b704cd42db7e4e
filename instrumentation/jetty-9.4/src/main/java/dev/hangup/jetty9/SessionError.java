// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import net.bytebuddy.asm.Advice;

/** The application is told of an exception, which may have been its own. */
final class SessionError {

  private SessionError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("connection") Object connection, @Advice.Argument(0) Throwable failure) {
    ConnectionError.tell(Tapped.connection(connection), failure);
  }
}
