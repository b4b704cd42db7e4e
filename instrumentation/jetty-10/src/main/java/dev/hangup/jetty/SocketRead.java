// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

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
    try {
      int read = channel.read(buffer);
      if (read < 0) {
        // Before Jetty, whose writer may be closing at this moment, makes an end of its own of it.
        Wire wire = Filling.currentOnSocket();
        if (wire != null) {
          wire.eof();
        }
      }
      return read;
    } catch (IOException e) {
      Wire wire = Filling.current();
      if (wire != null) {
        wire.readFailed(e);
      }
      throw e;
    }
  }
}
