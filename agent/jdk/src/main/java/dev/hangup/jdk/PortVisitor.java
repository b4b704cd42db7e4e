// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an {@link OwnPort}: the request as far as it has come, then the answer as far as
 * it has left. Of that port's thread alone.
 */
public abstract class PortVisitor {

  private static final int MOST_REQUEST_BYTES = 16 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final StringBuilder request = new StringBuilder();
  private @Nullable ByteBuffer answer;
  private long since = System.nanoTime();

  protected PortVisitor(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** There is something to read, or room for an answer. What goes wrong is its own trouble. */
  final void turn() {
    try {
      if (isAsked()) {
        asked();
      }
      write();
    } catch (IOException | RuntimeException | Error e) { // a memory that is full, for one
      close();
    }
  }

  /** Reads what has come: true once that is to be answered. */
  protected abstract boolean isAsked() throws IOException;

  /** Answers what has come. */
  protected abstract void asked() throws IOException;

  /** The whole answer has left. */
  protected abstract void written() throws IOException;

  /** Has nothing to say, and need not. */
  protected boolean mayBeSilent() {
    return false;
  }

  /** When it came, or when its answer last moved. */
  final long since() {
    return since;
  }

  protected final void moved() {
    since = System.nanoTime();
  }

  public final boolean isOpen() {
    return channel.isOpen();
  }

  protected final boolean isAnswered() {
    return answer != null;
  }

  /** Bytes that wait to be written. */
  public final int waiting() {
    return answer == null || !isOpen() ? 0 : answer.remaining();
  }

  protected final SocketChannel channel() {
    return channel;
  }

  /** The bytes that were there, kept as a part of the request if that is wanted; -1 at the end. */
  protected final int read(boolean kept) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(4096);
    int bytes = channel.read(read);
    if (kept && bytes > 0) {
      request.append(new String(read.array(), 0, bytes, StandardCharsets.ISO_8859_1));
    }
    return bytes;
  }

  /** The head of the request is here, seen from the last {@code bytes} on. */
  protected final boolean isWhole(int bytes) {
    int from = Math.max(0, request.length() - bytes - 3);
    return request.indexOf("\r\n\r\n", from) >= 0 || request.indexOf("\n\n", from) >= 0;
  }

  public final boolean isTooLong() {
    return request.length() > MOST_REQUEST_BYTES;
  }

  public final String request() {
    return request.toString();
  }

  public final void answer(byte[] whole) {
    answer = ByteBuffer.wrap(whole);
    since = System.nanoTime();
  }

  /** As much as goes; the rest when there is room for it. */
  public final void write() throws IOException {
    ByteBuffer left = answer;
    if (left == null || !isOpen() || !left.hasRemaining()) {
      return;
    }
    if (channel.write(left) > 0) {
      since = System.nanoTime();
    }
    if (left.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      written();
    }
  }

  /** Is told of what the peer says, and no longer of room for an answer. */
  protected final void listen() {
    key.interestOps(SelectionKey.OP_READ);
  }

  @SuppressWarnings("EmptyCatch") // it is not open any more either
  public final void close() {
    try {
      channel.close();
    } catch (IOException e) {
    }
  }
}
