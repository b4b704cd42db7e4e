// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the endpoint: the request as far as it has come, then the answer as far as it has
 * left.
 */
final class ScrapeConnection {

  private static final int MOST_REQUEST_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final StringBuilder request = new StringBuilder();
  private @Nullable ByteBuffer answer;
  private long since = System.nanoTime();

  private ScrapeConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  static ScrapeConnection of(SocketChannel channel, Selector selector) throws IOException {
    try {
      return new ScrapeConnection(channel, selector);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** When it came, or when its answer last moved. */
  long since() {
    return since;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isAnswered() {
    return answer != null && isOpen();
  }

  /** Whether what has come by now is a whole request; closes on who has gone or asks too much. */
  boolean isAsked() throws IOException {
    if (answer != null) {
      return false;
    }
    ByteBuffer read = ByteBuffer.allocate(4096);
    int from = Math.max(0, request.length() - 3);
    int bytes = channel.read(read);
    if (bytes > 0) {
      request.append(new String(read.array(), 0, bytes, StandardCharsets.ISO_8859_1));
      if (request.indexOf("\r\n\r\n", from) >= 0 || request.indexOf("\n\n", from) >= 0) {
        return true;
      }
    }
    if (bytes < 0 || request.length() > MOST_REQUEST_BYTES) {
      close();
    }
    return false;
  }

  String request() {
    return request.toString();
  }

  void answer(byte[] whole) {
    answer = ByteBuffer.wrap(whole);
    since = System.nanoTime();
  }

  /** As much as goes; the rest when there is room for it. */
  void write() throws IOException {
    if (answer == null || !isOpen()) {
      return;
    }
    if (channel.write(answer) > 0) {
      since = System.nanoTime();
    }
    if (answer.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      close();
    }
  }

  @SuppressWarnings("EmptyCatch") // it is not open any more either
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
    }
  }
}
