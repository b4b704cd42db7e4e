// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;

/**
 * Follows one direction of one connection. Confined to one thread at a time; ordered by whoever
 * feeds it.
 *
 * <p>Two ways in, never mixed on one reader: {@link #read} takes bytes off the wire, {@link
 * #header} and {@link #payload} take a frame whose header the stack has just made (an encoder's
 * side, payload not masked yet).
 */
public final class FrameReader {

  private final FrameListener listener;

  /** A reader of what {@code sender} sends. */
  public FrameReader(Role sender, FrameListener listener) {
    this.listener = listener;
  }

  /**
   * Known at the handshake, which may end after the first frames were seen; until then nothing is
   * negotiated.
   */
  public void negotiated(Extensions extensions) {}

  /**
   * Reads the bytes at {@code from} to {@code to}, by absolute index: position and limit stay
   * untouched.
   */
  public void read(ByteBuffer bytes, int from, int to) {}

  /**
   * Takes the header of a frame about to be written. Its payload follows in any number of {@link
   * #payload} calls.
   */
  public void header(int firstByte, boolean masked, long length) {}

  /** Takes plain (not masked) payload of the frame begun by {@link #header}. */
  public void payload(ByteBuffer bytes, int from, int to) {}

  /** Skips payload that cannot be seen; text checks of the message are given up. */
  public void skipPayload(long length) {}

  /** True after a violation that leaves no way to find the next frame. */
  public boolean stopped() {
    return false;
  }

  /** Whether the last bytes read end inside a frame, be it in its header or its payload. */
  public boolean insideFrame() {
    return false;
  }

  /**
   * Payload bytes of the unfinished frame that have arrived; 0 where only a part of the header has.
   */
  public long unfinishedArrived() {
    return 0;
  }

  /**
   * Payload bytes the unfinished frame's header announced; -1 while the header itself is not
   * complete.
   */
  public long unfinishedAnnounced() {
    return -1;
  }

  /** Payload bytes of the unfinished message's frames so far; -1 where no message is open. */
  public long unfinishedMessage() {
    return -1;
  }

  /** The opcode the unfinished message began with (1 or 2); -1 where no message is open. */
  public int unfinishedMessageOpcode() {
    return -1;
  }

  FrameListener listener() {
    return listener;
  }
}
