// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one role with one address at the other end, whatever the port: for a server often
 * a proxy, for a client the server. Null where the address is none of the JDK's for a network.
 *
 * @param address an {@link InetAddress}, or a text where the stack has no more, as Tomcat
 */
record PeerKey(Role role, Object address) {

  static @Nullable PeerKey of(Handshake handshake) {
    Object address = address(handshake.peer());
    return address == null
        ? null
        : new PeerKey(handshake.isServer() ? Role.SERVER : Role.CLIENT, address);
  }

  boolean isOf(Handshake handshake) {
    return handshake.isServer() == (role == Role.SERVER)
        && address.equals(address(handshake.peer()));
  }

  /** The other end's address, without the name of an interface; null where there is none. */
  static @Nullable String text(Handshake handshake) {
    Object address = address(handshake.peer());
    if (address == null) {
      return null;
    }
    String literal =
        address instanceof InetAddress inet ? inet.getHostAddress() : address.toString();
    int zone = literal.indexOf('%');
    return zone < 0 ? literal : literal.substring(0, zone);
  }

  private static @Nullable Object address(@Nullable SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet)) {
      return null;
    }
    return inet.isUnresolved() ? inet.getHostString() : inet.getAddress();
  }
}
