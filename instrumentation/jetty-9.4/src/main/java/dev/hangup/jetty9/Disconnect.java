// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;

/** This side closes the transport: told to, or because it had its end some other way. */
final class Disconnect {

  private Disconnect() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object connection) {
    Wire wire = Tapped.connection(connection);
    if (wire != null) {
      wire.localClose();
    }
  }
}
