// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one direction of one connection into a buffer of its own, from which it is sent by {@link
 * #drainTo}. Confined to one thread at a time. Everything it writes is legal, but for {@link #raw}.
 */
public final class FrameWriter implements AutoCloseable {

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LONGEST_CONTROL = 125;

  private final Role sender;
  private final IntSupplier keys;
  private final Bytes written = new Bytes();
  private final Bytes packed = new Bytes();
  private @Nullable MessageDeflater deflater;
  private boolean closed;

  /** A writer of what {@code sender} sends; a client's keys come from a {@link SecureRandom}. */
  public FrameWriter(Role sender) {
    this(sender, new SecureRandom()::nextInt);
  }

  /** A writer with keys that somebody else chooses: RFC 6455 5.3 wants them unpredictable. */
  public FrameWriter(Role sender, IntSupplier keys) {
    this.sender = sender;
    this.keys = keys;
  }

  /** From now on data messages are compressed. */
  public void negotiated(DeflateParameters parameters) {
    close();
    deflater = new MessageDeflater(parameters, sender);
  }

  public void text(String text) {
    text(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  public void text(ByteBuffer utf8) {
    text(utf8, Integer.MAX_VALUE);
  }

  /** Writes a text message in fragments of at most {@code fragment} bytes on the wire. */
  public void text(ByteBuffer utf8, int fragment) {
    int state = Utf8.check(utf8, utf8.position(), utf8.limit(), 0, Utf8.ACCEPT);
    if (state != Utf8.ACCEPT) {
      int at = state < 0 ? ~state - utf8.position() : utf8.remaining();
      throw new IllegalArgumentException("not UTF-8 at byte " + at);
    }
    message(TEXT, utf8, fragment);
  }

  public void binary(ByteBuffer bytes) {
    binary(bytes, Integer.MAX_VALUE);
  }

  /** Writes a binary message in fragments of at most {@code fragment} bytes on the wire. */
  public void binary(ByteBuffer bytes, int fragment) {
    message(BINARY, bytes, fragment);
  }

  public void ping(ByteBuffer payload) {
    control(PING, payload);
  }

  public void pong(ByteBuffer payload) {
    control(PONG, payload);
  }

  /** Writes a Close frame; nothing but Pings and Pongs may follow. */
  public void close(int code, String reason) {
    if (!WireCloseCodes.mayTravel(code)) {
      throw new IllegalArgumentException(code + " must not be sent in a Close frame");
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).flip();
    lastWord(body);
  }

  /** Writes a Close frame without a body; nothing but Pings and Pongs may follow. */
  public void closeWithoutStatus() {
    lastWord(ByteBuffer.allocate(0));
  }

  /** Writes a frame as it is, right or wrong. */
  public void raw(RawFrame frame) {
    header(frame.firstByte(), frame.form(), frame.length(), frame.mask());
    ByteBuffer payload = frame.payload();
    Integer mask = frame.mask();
    written.put(payload, 0, payload.limit(), mask == null ? 0 : mask);
  }

  /** What was written and not drained yet; good until the next call. */
  public ByteBuffer written() {
    return written.view();
  }

  /** Forgets what was written: it has been sent. */
  public void clear() {
    written.clear();
  }

  public void drainTo(OutputStream out) throws IOException {
    out.write(written.array(), 0, written.size());
    written.clear();
  }

  /** Frees the deflater's memory. Messages written afterwards are not compressed. */
  @Override
  public void close() {
    if (deflater != null) {
      deflater.close();
      deflater = null;
    }
  }

  private void message(int opcode, ByteBuffer payload, int fragment) {
    if (fragment < 1) {
      throw new IllegalArgumentException("a fragment needs at least one byte, not " + fragment);
    }
    requireOpen();
    if (deflater == null) {
      frames(opcode, payload, fragment);
      return;
    }
    packed.clear();
    deflater.deflate(payload, packed);
    frames(opcode | RSV1, packed.view(), fragment);
  }

  private void frames(int first, ByteBuffer payload, int fragment) {
    int opening = first;
    int at = payload.position();
    int end = payload.limit();
    do {
      int size = Math.min(fragment, end - at);
      frame(at + size == end ? opening | FIN : opening, payload, at, at + size);
      opening = 0;
      at += size;
    } while (at < end);
  }

  private void control(int opcode, ByteBuffer payload) {
    if (payload.remaining() > LONGEST_CONTROL) {
      throw new IllegalArgumentException(
          "a control frame holds at most 125 bytes, not " + payload.remaining());
    }
    frame(FIN | opcode, payload, payload.position(), payload.limit());
  }

  private void lastWord(ByteBuffer body) {
    requireOpen();
    control(CLOSE, body);
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the Close frame has been written");
    }
  }

  private void frame(int firstByte, ByteBuffer payload, int from, int to) {
    int length = to - from;
    Integer mask = sender == Role.CLIENT ? keys.getAsInt() : null;
    header(firstByte, RawFrame.LengthForm.shortest(length), length, mask);
    written.put(payload, from, to, mask == null ? 0 : mask);
  }

  private void header(
      int firstByte, RawFrame.LengthForm form, long length, @Nullable Integer mask) {
    int masked = mask == null ? 0 : 0x80;
    written.put(firstByte);
    switch (form) {
      case SEVEN_BITS -> written.put(masked | (int) length);
      case SIXTEEN_BITS -> {
        written.put(masked | 126);
        written.putShort((int) length);
      }
      case SIXTY_FOUR_BITS -> {
        written.put(masked | 127);
        written.putLong(length);
      }
    }
    if (mask != null) {
      written.putInt(mask);
    }
  }
}
