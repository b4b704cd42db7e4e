// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Jetty's endpoint catches what this call throws and says end of stream instead: here alone a reset
 * is a reset. Below TLS it runs on the same thread.
 */
final class SocketRead {

  private SocketRead() {}

  static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
    int read;
    try {
      read = channel.read(buffer);
    } catch (IOException e) {
      CurrentRead.tell(Handshakes.STACK, false, wire -> wire.readFailed(e));
      throw e;
    }
    if (read < 0) {
      // Before Jetty, whose writer may be closing at this moment, makes an end of its own of it.
      CurrentRead.tell(Handshakes.STACK, true, Wire::eof);
    }
    return read;
  }
}
