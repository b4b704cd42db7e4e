// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import java.nio.ByteBuffer;

/** One stack's parser, from bytes off the socket to the application's callback. */
public enum Peer {
  NETTY("Netty"),
  JETTY("Jetty"),
  TOMCAT("Tomcat"),
  UNDERTOW("Undertow"),
  JAVA_WEBSOCKET("Java-WebSocket");

  private final String label;

  Peer(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** A fresh connection on which {@code sender} sends. */
  public Connection open(Role sender, Events events) {
    return switch (this) {
      case NETTY -> new NettyConnection(sender, events);
      case JETTY -> new JettyConnection(sender, events);
      case TOMCAT -> new TomcatConnection(sender, events);
      case UNDERTOW -> new UndertowConnection(sender, events);
      case JAVA_WEBSOCKET -> new JavaWebSocketConnection(sender, events);
    };
  }

  /** What an application would hear. Payloads are a String, a ByteBuffer or a ByteBuf. */
  public interface Events {
    void text(Object payload);

    void binary(Object payload);

    void ping(Object payload);

    void pong(Object payload);

    void close();
  }

  /** One direction of one connection. */
  public interface Connection {

    /** Takes what is left in an array-backed buffer; false once the peer has refused something. */
    boolean feed(ByteBuffer bytes);
  }
}
