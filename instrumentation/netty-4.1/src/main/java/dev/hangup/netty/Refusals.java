// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;

/** Upgrades refused before any handshaker took part. */
final class Refusals {

  private Refusals() {}

  static void told(Channel channel, int status) {
    if (!WireTap.active()) {
      return;
    }
    HttpRequest request = Upgrade.requestOn(channel);
    Handshake handshake =
        request == null ? Described.channel(channel, true) : Described.request(channel, request);
    Wire wire = WireTap.handshake(handshake);
    if (wire != null) {
      wire.refused(status, null);
    }
  }
}
