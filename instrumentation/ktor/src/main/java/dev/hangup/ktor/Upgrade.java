// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Handshake;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server's handshake, under way on this thread. */
final class Upgrade extends UpgradeUnderWay {

  /** The engine below ends its channel of bytes in one way, whatever has happened. */
  final boolean hidesEnds;

  /** Of {@link Sockets}, on CIO. */
  final @Nullable String socket;

  private Upgrade(Supplier<Handshake> request, boolean hidesEnds, @Nullable String socket) {
    super(request, null);
    this.hidesEnds = hidesEnds;
    this.socket = socket;
  }

  static Upgrade onCio(Supplier<Handshake> request, String socket) {
    return enter(new Upgrade(request, false, socket));
  }

  static Upgrade onAnotherEngine(Supplier<Handshake> request) {
    return enter(new Upgrade(request, true, null));
  }
}
