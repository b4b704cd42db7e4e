// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Reading;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;

/**
 * The end of the peer's stream, if the connection was reading; else Jetty only says that it closed.
 */
final class Eof {

  private Eof() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object session) {
    Wire wire = Tapped.session(session);
    if (wire != null && Reading.is(wire)) {
      wire.eof();
    }
  }
}
