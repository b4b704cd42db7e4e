// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where CIO reads from its sockets and writes to them: what became of a transport is known here
 * first, before any channel of bytes, and before the library says goodbye over it.
 *
 * <p>A socket was made long before its connection became a WebSocket, and several channels of bytes
 * are between the two. They find each other by their addresses, and only where a socket ends.
 */
final class Sockets {

  /** Sessions that are open, by the addresses of their socket. Removed when one of both ends. */
  private static final Map<String, WeakReference<Followed>> OPEN = new ConcurrentHashMap<>();

  private Sockets() {}

  /** The name of a connection; null where it has no addresses of TCP. */
  static @Nullable String between(@Nullable SocketAddress peer, int localPort) {
    return peer instanceof InetSocketAddress address && address.getAddress() != null
        ? between(address.getAddress().getHostAddress(), address.getPort(), localPort)
        : null;
  }

  static String between(String peer, int peerPort, int localPort) {
    return peer + ' ' + peerPort + ' ' + localPort;
  }

  static void open(String name, Followed followed) {
    OPEN.put(name, new WeakReference<>(followed));
  }

  /** The same addresses may be of another connection by now. */
  static void over(String name, Followed followed) {
    WeakReference<Followed> known = OPEN.get(name);
    if (known != null && (known.get() == followed || known.get() == null)) {
      OPEN.remove(name, known);
    }
  }

  static int read(ReadableByteChannel socket, ByteBuffer bytes) throws IOException {
    int count;
    try {
      count = socket.read(bytes);
    } catch (IOException failure) {
      ends(socket, Followed.End.READ_FAILED, failure);
      throw failure;
    }
    if (count < 0) {
      ends(socket, Followed.End.PEER_ENDED, null);
    }
    return count;
  }

  static int write(WritableByteChannel socket, ByteBuffer bytes) throws IOException {
    try {
      return socket.write(bytes);
    } catch (IOException failure) {
      ends(socket, Followed.End.WRITE_FAILED, failure);
      throw failure;
    }
  }

  private static void ends(Object socket, Followed.End end, @Nullable IOException failure) {
    try {
      if (socket instanceof SocketChannel channel && channel.isOpen()) {
        WeakReference<Followed> known = OPEN.get(String.valueOf(name(channel)));
        Followed followed = known == null ? null : known.get();
        if (followed != null) {
          followed.socketEnds(end, failure);
        }
      }
    } catch (Throwable ours) {
      WireTap.suppressed("ktor", ours);
    }
  }

  private static @Nullable String name(SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress local
        ? between(channel.getRemoteAddress(), local.getPort())
        : null;
  }
}
