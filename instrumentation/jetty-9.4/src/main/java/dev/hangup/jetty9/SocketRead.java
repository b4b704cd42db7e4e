// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * Jetty's endpoint catches what this call throws and says end of stream instead: here alone a reset
 * is a reset. Below TLS it runs on the same thread.
 */
final class SocketRead {

  private SocketRead() {}

  static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
    return read((ByteChannel) channel, buffer);
  }

  /** As older versions call it. */
  static int read(ByteChannel channel, ByteBuffer buffer) throws IOException {
    int read;
    try {
      read = channel.read(buffer);
    } catch (IOException e) {
      CurrentRead.tell(
          Handshakes.STACK,
          false,
          wire -> {
            wire.readFailed(e);
            wire.closed(); // some versions keep a dead connection until its idle timer fires
          });
      throw e;
    }
    if (read < 0) {
      // Now, not when Jetty's fill returns: it closes the channel in there where its own half is
      // shut already, and the selector's thread, which finds it closed, closes the endpoint.
      CurrentRead.tell(Handshakes.STACK, true, Wire::eof);
    }
    return read;
  }
}
