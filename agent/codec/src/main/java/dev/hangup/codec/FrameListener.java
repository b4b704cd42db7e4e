// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FrameReader} tells about one direction of one connection, in wire order. Primitives
 * only, so that following a connection allocates nothing per frame. {@code firstByte} is the first
 * header byte as it was on the wire: FIN, RSV1 to RSV3 and the opcode.
 */
public interface FrameListener {

  /**
   * A header is complete; {@code length} is what it announces, and may be more than ever arrives.
   */
  void frameStarted(int firstByte, boolean masked, long length);

  /** The last payload byte of the frame has passed. */
  void frameEnded(int firstByte, long length);

  /**
   * A data message is complete. {@code size} is its payload on the wire, compressed where it was
   * compressed.
   */
  void message(int opcode, long size, int frames, boolean compressed);

  /**
   * A message has passed that was one frame, all of it at once and nothing wrong with it: the three
   * above in one call, for what nearly all frames are. The reader is behind it already.
   */
  default void whole(int firstByte, boolean masked, long length, boolean compressed) {
    frameStarted(firstByte, masked, length);
    frameEnded(firstByte, length);
    message(firstByte & 0x0f, length, 1, compressed);
  }

  /**
   * A Ping is complete. Equal payloads have equal fingerprints; the payload itself is not kept. 0
   * stands for a payload that could not be seen, and for no other.
   */
  void ping(long fingerprint);

  /** A Pong is complete. */
  void pong(long fingerprint);

  /**
   * A Close frame is complete. {@code code} is 1005 where the frame had no body, else what was in
   * it, legal or not; -1 where that could not be seen or was a single byte. {@code reason} is null
   * where there was none, it could not be seen, is too long for a control frame, or not UTF-8.
   */
  void close(int code, @Nullable String reason);

  /**
   * A rule was broken: at most once per frame, and at most once per message where its text is
   * wrong. The reader goes on where the framing is still in step, see {@link
   * FrameReader#stopped()}. What is wrong with a header is told before {@link #frameStarted}.
   */
  void violation(Violation violation);

  /**
   * Something legal but suspicious; each kind is told once. The offset is that of the first byte
   * that shows it.
   */
  default void note(Note note, long frameIndex, long byteOffset) {}
}
