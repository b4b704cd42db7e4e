// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;

/** This side closes the transport: told to, or because it had its end some other way. */
final class Abort {

  private Abort() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object session) {
    Wire wire = Tapped.session(session);
    if (wire != null) {
      wire.localClose();
    }
  }
}
