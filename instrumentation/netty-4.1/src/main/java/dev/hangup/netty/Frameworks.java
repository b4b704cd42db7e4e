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

  /** One of the API that every application of Quarkus WebSockets Next is written against. */
  private static final String OF_QUARKUS = "io/quarkus/websockets/next/WebSocket.class";

  /** Whether the loader of a class of Vert.x sees Quarkus too; looked for once. */
  private static final ClassValue<Boolean> SEES_QUARKUS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> ofVertx) {
          ClassLoader loader = ofVertx.getClassLoader();
          return loader != null && loader.getResource(OF_QUARKUS) != null;
        }
      };

  private Frameworks() {}

  /** Null for Netty alone. */
  static @Nullable String on(Channel channel) {
    for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
      Class<?> type = handler.getValue().getClass();
      String name = type.getName();
      if (!name.startsWith("io.netty.")) {
        for (Map.Entry<String, String> each : BY_PACKAGE.entrySet()) {
          if (name.startsWith(each.getKey())) {
            return above(type, each.getValue());
          }
        }
      }
    }
    return null;
  }

  /** Quarkus configures Vert.x by properties of its own, and has no handler in the pipeline. */
  private static String above(Class<?> type, String framework) {
    return framework.equals("vertx") && SEES_QUARKUS.get(type) ? "quarkus" : framework;
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
