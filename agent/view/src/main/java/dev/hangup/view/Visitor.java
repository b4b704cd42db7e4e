// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A browser's connection: its request as far as it has come, then the answer as far as it has left.
 * One request each; a stream of events has no end.
 */
final class Visitor {

  private static final int MOST_REQUEST_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final StringBuilder head = new StringBuilder();
  private @Nullable ByteBuffer answer;
  private boolean streams;
  private boolean lingers;
  private long told;
  private long since = System.nanoTime();

  private Visitor(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  static Visitor of(SocketChannel channel, Selector selector) throws IOException {
    try {
      return new Visitor(channel, selector);
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

  boolean isStream() {
    return streams && isOpen();
  }

  /** Bytes that wait to be written. */
  int waiting() {
    return answer == null || !isOpen() ? 0 : answer.remaining();
  }

  /** The number of the last end that a stream was told of. */
  long told() {
    return told;
  }

  void told(long number) {
    told = number;
  }

  String head() {
    return head.toString();
  }

  /** Reads what has come: true once that is a whole head, or more than one may be. */
  boolean isAsked() throws IOException {
    ByteBuffer read = ByteBuffer.allocate(4096);
    int bytes = channel.read(read);
    if (bytes < 0) {
      close();
    }
    if (answer != null || bytes <= 0) {
      return false; // what comes behind a request is not read as another one
    }
    int from = Math.max(0, head.length() - 3);
    head.append(new String(read.array(), 0, bytes, StandardCharsets.ISO_8859_1));
    return isTooLong() || head.indexOf("\r\n\r\n", from) >= 0 || head.indexOf("\n\n", from) >= 0;
  }

  boolean isTooLong() {
    return head.length() > MOST_REQUEST_BYTES;
  }

  void answer(byte[] whole) {
    answer = ByteBuffer.wrap(whole);
    since = System.nanoTime();
  }

  void stream(byte[] begin, long from) {
    streams = true;
    told = from;
    answer(begin);
  }

  /** As much as goes; the rest when there is room for it. */
  void write() throws IOException {
    ByteBuffer left = answer;
    if (left == null || !isOpen() || lingers) {
      return;
    }
    if (channel.write(left) > 0) {
      since = System.nanoTime();
    }
    if (left.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (streams) {
      since = System.nanoTime();
      key.interestOps(SelectionKey.OP_READ);
    } else {
      // Closed at once, bytes that were not read yet would make a reset of it, and lose the answer.
      channel.shutdownOutput();
      lingers = true;
      key.interestOps(SelectionKey.OP_READ);
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
