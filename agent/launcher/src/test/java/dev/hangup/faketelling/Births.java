// SPDX-License-Identifier: Apache-2.0
package dev.hangup.faketelling;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import net.bytebuddy.asm.Advice;

/** All that telling needs: something that hangs on the library's object. */
final class Births {

  private static final StateField STATE = StateField.of(library.Connection.class);

  private Births() {}

  /** Not the one with the other name. */
  @OnReturn
  static void born(@Advice.Argument(0) library.Connection connection) {
    connection.story.add("born");
    Wire wire = WireTap.handshake(Handshake.asServer("telling").target("/"));
    if (wire != null) {
      wire.opened();
    }
    STATE.set(connection, Connection.of(wire));
  }

  @OnEnter
  static Object decode(@Advice.Argument(0) String bytes) {
    return bytes;
  }

  @OnReturn
  static void decodeDone(
      @Advice.Enter Object begun, @Advice.FieldValue("connection") library.Connection connection) {
    connection.story.add("done " + begun);
  }
}
