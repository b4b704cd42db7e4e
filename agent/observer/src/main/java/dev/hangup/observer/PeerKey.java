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
 */
record PeerKey(Role role, InetAddress address) {

  static @Nullable PeerKey of(Handshake handshake) {
    InetAddress address = address(handshake.peer());
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
    InetAddress address = address(handshake.peer());
    if (address == null) {
      return null;
    }
    String literal = address.getHostAddress();
    int zone = literal.indexOf('%');
    return zone < 0 ? literal : literal.substring(0, zone);
  }

  private static @Nullable InetAddress address(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }
}
