// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.netty.common.Followed;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.util.DefaultAttributeMap;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a channel. The field belongs to the parent class of all channels, HTTP/2 streams
 * included, so whoever has a channel at hand finds it here: the codec's loader and the transport's
 * need not be the same.
 */
final class Tapped {

  private static final StateField STATE = StateField.of(DefaultAttributeMap.class);

  private Tapped() {}

  /** Null for nearly all channels of a process: most hooks end here. */
  static @Nullable Followed of(Channel channel) {
    return (Followed) STATE.get(channel);
  }

  static @Nullable Wire wire(Channel channel) {
    Followed tapped = of(channel);
    return tapped == null ? null : tapped.wire();
  }

  /** The wire, made now where the handshake went by unseen. */
  static @Nullable Wire wireOrAdopted(Channel channel) {
    Followed tapped = of(channel);
    return tapped != null ? tapped.wire() : adopt(channel);
  }

  private static @Nullable Wire adopt(Channel channel) {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.adopt(Described.channel(channel, Roles.isServer(channel)));
    hang(channel, wire);
    return wire;
  }

  /** Begins a handshake on the channel; null where nobody observes. */
  static @Nullable Wire begin(Channel channel, Handshake handshake) {
    Wire wire = WireTap.handshake(handshake);
    hang(channel, wire);
    return wire;
  }

  private static void hang(Channel channel, @Nullable Wire wire) {
    STATE.set(channel, wire == null ? Followed.BY_NOBODY : Followed.by(wire));
    if (wire != null) {
      channel.closeFuture().addListener(new ChannelEnd(wire));
    }
  }

  /**
   * The handshake failed. Another attempt on the channel begins anew; until then nothing on it is a
   * connection, not even the Close frame with which some handlers take their leave.
   */
  static void forget(Channel channel) {
    STATE.set(channel, Followed.BY_NOBODY);
  }
}
