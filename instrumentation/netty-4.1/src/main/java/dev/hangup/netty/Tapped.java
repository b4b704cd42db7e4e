// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.DefaultAttributeMap;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a channel. The field belongs to the parent class of all channels, HTTP/2 streams
 * included.
 */
final class Tapped implements ChannelFutureListener {

  private static final StateField STATE = StateField.of(DefaultAttributeMap.class);

  /**
   * A channel that is nothing to us, or that nobody wanted to observe; asked once, not per frame.
   */
  private static final Tapped UNOBSERVED = new Tapped(null);

  private final @Nullable Wire wire;

  /**
   * Identity of the last exception seen in this pipeline: a number, since the exception itself must
   * not be held. Event loop only.
   */
  private int lastFailure;

  private Tapped(@Nullable Wire wire) {
    this.wire = wire;
  }

  /** Null for nearly all channels of a process: most hooks end here. */
  static @Nullable Tapped of(Channel channel) {
    return (Tapped) STATE.get(channel);
  }

  static @Nullable Wire wire(Channel channel) {
    Tapped tapped = of(channel);
    return tapped == null ? null : tapped.wire;
  }

  /** The wire, made now where the handshake went by unseen. */
  static @Nullable Wire wireOrAdopted(Channel channel) {
    Tapped tapped = of(channel);
    return tapped != null ? tapped.wire : adopt(channel);
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
    Tapped tapped = wire == null ? UNOBSERVED : new Tapped(wire);
    STATE.set(channel, tapped);
    if (wire != null) {
      channel.closeFuture().addListener(tapped);
    }
  }

  /** The channel is closed: on every channel, for every reason, whatever handlers keep back. */
  @Override
  public void operationComplete(ChannelFuture closed) {
    if (wire == null) {
      return;
    }
    try {
      if (closed.channel().eventLoop().isShuttingDown()) {
        // A loop that shuts down closes its channels past the pipeline: no peer was involved.
        wire.localClose();
      }
    } catch (RuntimeException e) { // never registered with a loop
      WireTap.suppressed(e);
    }
    wire.closed();
  }

  /**
   * The handshake failed. Another attempt on the channel begins anew; until then nothing on it is a
   * connection, not even the Close frame with which some handlers take their leave.
   */
  static void forget(Channel channel) {
    STATE.set(channel, UNOBSERVED);
  }

  /** False where this very exception was seen before, further down the pipeline. */
  boolean isNews(Throwable failure) {
    int identity = System.identityHashCode(failure);
    boolean news = identity != lastFailure;
    lastFailure = identity;
    return news;
  }

  @Nullable Wire wire() {
    return wire;
  }
}
