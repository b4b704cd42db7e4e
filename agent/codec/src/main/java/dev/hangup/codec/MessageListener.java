// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;

/**
 * What a {@link MessageReader} tells: everything a {@link FrameListener} hears, and the payloads.
 * The buffers are the reader's own and only good during the call.
 */
public interface MessageListener extends FrameListener {

  /**
   * A whole text message, inflated where it was compressed. It is UTF-8, unless an unknown
   * extension was negotiated.
   */
  void text(ByteBuffer utf8);

  /** A whole binary message, inflated where it was compressed. */
  void binary(ByteBuffer bytes);

  void ping(ByteBuffer payload);

  void pong(ByteBuffer payload);

  @Override
  default void frameStarted(int firstByte, boolean masked, long length) {}

  @Override
  default void frameEnded(int firstByte, long length) {}

  @Override
  default void message(int opcode, long size, int frames, boolean compressed) {}

  @Override
  default void ping(long fingerprint) {}

  @Override
  default void pong(long fingerprint) {}
}
