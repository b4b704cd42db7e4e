// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
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
  private final @Nullable Wire wire;
  private final @Nullable HttpRequest request;
  private @Nullable HttpHeaders response;

  private Upgrade(Channel channel, @Nullable Wire wire, @Nullable HttpRequest request) {
    this.outer = CURRENT.get();
    this.channel = channel;
    this.wire = wire;
    this.request = request;
  }

  static Upgrade begin(Channel channel, Wire wire) {
    return enter(new Upgrade(channel, wire, null));
  }

  /** A request that may become a handshake, or be refused before it is one. */
  static Upgrade asked(Channel channel, HttpRequest request) {
    return enter(new Upgrade(channel, null, request));
  }

  private static Upgrade enter(Upgrade upgrade) {
    CURRENT.set(upgrade);
    return upgrade;
  }

  static @Nullable Upgrade current() {
    return CURRENT.get();
  }

  /** The request being answered on this channel, where it is known. */
  static @Nullable HttpRequest requestOn(Channel channel) {
    Upgrade current = CURRENT.get();
    return current != null && current.channel == channel ? current.request : null;
  }

  void end() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  @Nullable Wire wire() {
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
