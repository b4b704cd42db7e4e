// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;

/**
 * This side closes the transport: told to, or because it had its end some other way. Nothing is on
 * the wire after that; a stream of HTTP/2 does not tell its connection so in older versions.
 */
final class Abort {

  private Abort() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object session) {
    Wire wire = Tapped.session(session);
    if (wire != null) {
      wire.localClose();
    }
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.This Object session) {
    Wire wire = Tapped.session(session);
    if (wire != null) {
      wire.closed();
    }
  }
}
