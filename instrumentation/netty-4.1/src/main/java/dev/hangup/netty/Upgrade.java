// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. The handshaker makes its request or response in methods
 * that know no channel; they find it here. Alive only while the handshaker's method runs, so no
 * Netty object outlives it.
 */
final class Upgrade {

  private static final ThreadLocal<Upgrade> CURRENT = new ThreadLocal<>();

  private final @Nullable Upgrade outer;
  private final Channel channel;
  private final Wire wire;
  private @Nullable HttpHeaders response;
  private @Nullable Runnable switched;

  private Upgrade(Channel channel, Wire wire) {
    this.outer = CURRENT.get();
    this.channel = channel;
    this.wire = wire;
  }

  static Upgrade begin(Channel channel, Wire wire) {
    Upgrade upgrade = new Upgrade(channel, wire);
    CURRENT.set(upgrade);
    return upgrade;
  }

  /** What is to be run once the answer has gone out. */
  Upgrade switching(@Nullable Runnable whenAnswered) {
    switched = whenAnswered;
    return this;
  }

  @Nullable Runnable switched() {
    return switched;
  }

  static @Nullable Upgrade current() {
    return CURRENT.get();
  }

  void end() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  Wire wire() {
    return wire;
  }

  Channel channel() {
    return channel;
  }

  /**
   * Netty adds {@code Sec-WebSocket-Extensions} while the response is being written, hence the
   * headers themselves.
   */
  void response(HttpHeaders headers) {
    response = headers;
  }

  @Nullable HttpHeaders response() {
    return response;
  }
}
