// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.netty.common.SharedTransport;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.util.DefaultAttributeMap;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a channel. The field belongs to the parent class of all channels, HTTP/2 streams
 * included, so every tap that has a channel finds it here: the codec's loader and the transport's
 * need not be the same.
 */
final class ChannelState {

  private static final StateField STATE = StateField.of(DefaultAttributeMap.class);
  private static final StateField.Reader STATE_READER = STATE.reader();

  private ChannelState() {}

  /** Null for nearly all channels of a process: most hooks end here. */
  static @Nullable ChannelConnection of(Channel channel) {
    Object state = STATE_READER.get(channel);
    return state instanceof ChannelConnection followed ? followed : null;
  }

  /** What hangs on the channel below streams of HTTP/2 that are followed; null for all others. */
  static @Nullable SharedTransport shared(Channel channel) {
    return STATE_READER.get(channel) instanceof SharedTransport below ? below : null;
  }

  /** Streams of this channel are followed: its end is theirs. */
  static void share(Channel channel) {
    if (shared(channel) == null && wire(channel) == null) {
      STATE.set(channel, new SharedTransport());
    }
  }

  /**
   * The application asks to connect: what becomes of the channel happens on an event loop, which is
   * in no trace. Kept until a handshake begins there, if one does. Null takes back what was kept
   * for an earlier use of the channel.
   */
  static void asksToConnect(Channel channel, @Nullable Object trace) {
    if (of(channel) == null && shared(channel) == null) {
      STATE.set(channel, trace);
    }
  }

  static @Nullable Wire wire(Channel channel) {
    ChannelConnection followed = of(channel);
    return followed == null ? null : followed.wire();
  }

  /** Made now, where the handshake went by unseen. */
  static @Nullable ChannelConnection ofOrAdopted(Channel channel) {
    ChannelConnection followed = of(channel);
    return followed != null ? followed : adopt(channel);
  }

  private static @Nullable ChannelConnection adopt(Channel channel) {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire =
        WireTap.adopt(
            Handshakes.channel(channel, Roles.isServer(channel))
                .extensions(FrameBoundary.compression(channel)));
    return attach(
        channel, wire == null ? ChannelConnection.BY_NOBODY : ChannelConnection.midway(wire));
  }

  /** Begins a handshake on the channel; null where there is no observer. */
  static @Nullable Wire begin(Channel channel, Handshake handshake) {
    Object state = STATE_READER.get(channel);
    if (handshake.isServer()) {
      Relays.answer(of(channel), handshake);
    } else if (state != null && !(state instanceof ChannelConnection)) {
      Object now = WireTap.currentTrace();
      handshake.context(now == null ? state : now);
    }
    Wire wire = WireTap.handshake(handshake);
    return attach(channel, wire == null ? ChannelConnection.BY_NOBODY : ChannelConnection.by(wire))
        .wire();
  }

  private static ChannelConnection attach(Channel channel, ChannelConnection followed) {
    STATE.set(channel, followed);
    Wire wire = followed.wire();
    if (wire != null) {
      Http2Streams.follow(channel);
      channel.closeFuture().addListener(new ChannelEnd(followed));
    }
    return followed;
  }

  /**
   * Keeps what an upgrade request said until it is answered; not over an open connection's, where
   * it returns false.
   */
  static boolean ask(Channel channel, Handshake handshake) {
    if (wire(channel) != null) {
      return false;
    }
    STATE.set(channel, ChannelConnection.asked(handshake));
    return true;
  }

  /**
   * An answer goes out, not by a handshaker: another status than 101 is a refusal. After a 101 the
   * channel is adopted at its first frame.
   */
  static void answered(Channel channel, ChannelConnection followed, int status, boolean switched) {
    STATE.set(channel, null);
    Incoming.endHere();
    followed.answered(status);
    Handshake asked = followed.asked();
    if (asked != null && !switched) {
      asked.context(null); // what is refused is no leg of anything
      Wire wire = WireTap.handshake(asked);
      if (wire != null) {
        wire.refused(status, null);
      }
    }
  }

  /** The handshaker refused, and somebody may answer for it. */
  static void refusing(Channel channel, Throwable why) {
    ChannelConnection followed = of(channel);
    if (followed != null && followed.wire() != null) {
      STATE.set(channel, followed.refused(why));
    }
  }

  /**
   * The handshake failed. Another attempt on the channel begins anew; until then nothing on it is a
   * connection, not even the Close frame with which some handlers take their leave.
   */
  static void forget(Channel channel) {
    STATE.set(channel, ChannelConnection.BY_NOBODY);
  }
}
