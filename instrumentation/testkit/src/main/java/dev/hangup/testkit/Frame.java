// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame put together by hand, RFC 6455 5.2. Knows nothing of the project's own codec, so that the
 * one never tests the other.
 */
public final class Frame {

  /** FIN and the opcode, as they stand on the wire. */
  public static final int TEXT = 0x81;

  public static final int BINARY = 0x82;
  public static final int CLOSE = 0x88;
  public static final int PING = 0x89;
  public static final int PONG = 0x8a;

  public static final int FIRST_TEXT = 0x01;
  public static final int MORE = 0x00;
  public static final int LAST = 0x80;

  /** The key of the RFC's own examples, 5.7. */
  private static final byte[] KEY = Hex.bytes("37fa213d");

  private final int firstByte;
  private final byte[] payload;

  private Frame(int firstByte, byte[] payload) {
    this.firstByte = firstByte;
    this.payload = payload;
  }

  public static Frame of(int firstByte, byte... payload) {
    return new Frame(firstByte, payload.clone());
  }

  public static Frame text(String text) {
    return new Frame(TEXT, utf8(text));
  }

  public static Frame part(int firstByte, String text) {
    return new Frame(firstByte, utf8(text));
  }

  /** Payload that is different in every place, so that a lost or doubled byte shows. */
  public static Frame binary(int size) {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + (i >> 8));
    }
    return new Frame(BINARY, payload);
  }

  public static Frame ping(String text) {
    return new Frame(PING, utf8(text));
  }

  /** A Close without a body. */
  public static Frame close() {
    return new Frame(CLOSE, new byte[0]);
  }

  public static Frame close(int code, String reason) {
    byte[] text = utf8(reason);
    byte[] body = new byte[2 + text.length];
    body[0] = (byte) (code >> 8);
    body[1] = (byte) code;
    System.arraycopy(text, 0, body, 2, text.length);
    return new Frame(CLOSE, body);
  }

  public int firstByte() {
    return firstByte;
  }

  public int opcode() {
    return firstByte & 0x0f;
  }

  public boolean isFinal() {
    return (firstByte & 0x80) != 0;
  }

  public byte[] payload() {
    return payload.clone();
  }

  public int size() {
    return payload.length;
  }

  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code in a Close frame, 1005 where it has no body. */
  public int closeCode() {
    return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
  }

  /** As a server sends it. */
  public byte[] plain() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, 0);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** As a client sends it. */
  public byte[] masked() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, 0x80);
    out.writeBytes(KEY);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ KEY[i & 3]);
    }
    return out.toByteArray();
  }

  private void header(ByteArrayOutputStream out, int mask) {
    out.write(firstByte);
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65536) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame frame
        && frame.firstByte == firstByte
        && Arrays.equals(frame.payload, payload);
  }

  @Override
  public int hashCode() {
    return 31 * firstByte + Arrays.hashCode(payload);
  }

  /** As hex, shortened. */
  @Override
  public String toString() {
    String hex = Hex.of(payload, 0, Math.min(40, payload.length), " ");
    return "%02x [%d] %s".formatted(firstByte, payload.length, hex);
  }
}
