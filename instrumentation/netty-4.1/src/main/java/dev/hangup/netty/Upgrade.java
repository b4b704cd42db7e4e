// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. The handshaker makes its request or response in methods
 * that know no channel; they find it here. Alive only while the handshaker's method runs, so no
 * Netty object outlives it.
 */
final class Upgrade extends UpgradeUnderWay {

  private final Channel channel;
  private @Nullable HttpHeaders response;
  private @Nullable Runnable switched;

  private Upgrade(Channel channel, Wire wire) {
    super(null, wire);
    this.channel = channel;
  }

  static Upgrade begin(Channel channel, Wire wire) {
    return enter(new Upgrade(channel, wire));
  }

  public static @Nullable Upgrade current() {
    return UpgradeUnderWay.current() instanceof Upgrade upgrade ? upgrade : null;
  }

  /** What is to be run once the answer has gone out. */
  Upgrade switching(@Nullable Runnable whenAnswered) {
    switched = whenAnswered;
    return this;
  }

  @Nullable Runnable switched() {
    return switched;
  }

  @Override
  public Wire wire() {
    return Objects.requireNonNull(super.wire());
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
