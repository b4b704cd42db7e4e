// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A handler of Spring's threw. Spring keeps the exception to itself and closes with 1011, which
 * Tomcat takes for the application's wish.
 */
final class SpringFailure {

  private SpringFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) @Nullable Object session, @Advice.Argument(1) Throwable thrown)
      throws ReflectiveOperationException {
    SpringSession.failed(session, thrown);
  }
}
