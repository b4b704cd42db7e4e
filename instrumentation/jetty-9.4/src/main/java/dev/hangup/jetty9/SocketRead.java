// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/** Where Jetty's endpoint reads from its socket. */
final class SocketRead {

  private SocketRead() {}

  static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
    return CurrentRead.read(Handshakes.STACK, true, channel, buffer);
  }

  /** As older versions call it. */
  static int read(ByteChannel channel, ByteBuffer buffer) throws IOException {
    return CurrentRead.read(Handshakes.STACK, true, channel, buffer);
  }
}
