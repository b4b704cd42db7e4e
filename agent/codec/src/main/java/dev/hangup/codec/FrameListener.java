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

  /** A Ping is complete. Equal payloads have equal fingerprints; the payload itself is not kept. */
  void ping(long fingerprint);

  /** A Pong is complete. */
  void pong(long fingerprint);

  /**
   * A Close frame is complete. {@code code} is 1005 where the frame had no body, else what was in
   * it, legal or not.
   */
  void close(int code, @Nullable String reason);

  /**
   * A rule was broken. The reader goes on where the framing is still in step, see {@link
   * FrameReader#stopped()}.
   */
  void violation(Violation violation);
}
