// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.net.URI;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The client connects, asks for the upgrade and waits for the answer, all on the caller's thread.
 */
final class ClientConnect {

  private static final int SWITCHING_PROTOCOLS = 101;

  private ClientConnect() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Argument(2) URI target) {
    Upgrade pending = Upgrade.pendingClient();
    if (pending != null) {
      pending.wire().handshake().target(target.toString());
      return null;
    }
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.handshake(Described.client().target(target.toString()));
    return wire == null ? null : Upgrade.begin(wire);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object begun, @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    if (thrown == null) {
      return;
    }
    if (!upgrade.isOpened() && thrown.getCause() == null && upgrade.status() > 0) {
      // The answer is all that was wrong; of a 101 the client did not like something in it.
      upgrade
          .wire()
          .refused(upgrade.status(), upgrade.status() == SWITCHING_PROTOCOLS ? thrown : null);
    } else {
      Failures.onOpen(upgrade, thrown);
    }
  }
}
