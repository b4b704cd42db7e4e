// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who sits on Netty. Their handlers in the pipeline say it by their class names; what sits on those
 * in turn says it by what it does with the connection. Nothing is loaded to find out.
 */
final class Frameworks {

  static final String REACTOR_NETTY = "reactor-netty";

  private static final Map<String, String> BY_PACKAGE =
      Map.of(
          "reactor.netty.", REACTOR_NETTY,
          "io.vertx.", "vertx",
          "io.micronaut.", "micronaut");

  private Frameworks() {}

  /** Null for Netty alone. */
  static @Nullable String on(Channel channel) {
    for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
      String name = handler.getValue().getClass().getName();
      if (!name.startsWith("io.netty.")) {
        for (Map.Entry<String, String> each : BY_PACKAGE.entrySet()) {
          if (name.startsWith(each.getKey())) {
            return each.getValue();
          }
        }
      }
    }
    return null;
  }

  /** Of a connection of Reactor Netty: named by its user, where the pipeline does not show it. */
  static void name(Object connection, String framework) {
    ChannelConnection tapped = ReactorChannel.tapped(connection);
    Wire wire = tapped == null ? null : tapped.wire();
    if (wire != null) {
      wire.handshake().framework(framework);
    }
  }
}
