// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Reading;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
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
      failed(e);
      throw e;
    }
    if (read < 0) {
      // Before Jetty, whose writer may be closing at this moment, makes an end of its own of it.
      ended();
    }
    return read;
  }

  // No wall of the agent's stands around a call that is made in another's place: here is one.

  private static void ended() {
    try {
      Wire wire = Reading.currentOnSocket();
      if (wire != null) {
        wire.eof();
      }
    } catch (Throwable ours) {
      WireTap.suppressed(Described.STACK, ours);
    }
  }

  private static void failed(IOException failure) {
    try {
      Wire wire = Reading.current();
      if (wire != null) {
        wire.readFailed(failure);
      }
    } catch (Throwable ours) {
      WireTap.suppressed(Described.STACK, ours);
    }
  }
}
