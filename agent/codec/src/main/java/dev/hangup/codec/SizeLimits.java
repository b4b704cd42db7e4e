// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * How long a frame's payload and a message may be. A message counts as the receiver sees it: a
 * reader that inflates counts inflated bytes, one that only observes counts those on the wire.
 */
public record SizeLimits(long frame, long message) {

  public static final SizeLimits NONE = new SizeLimits(Long.MAX_VALUE, Long.MAX_VALUE);

  public SizeLimits {
    if (frame < 0 || message < 0) {
      throw new IllegalArgumentException("negative limit: " + Math.min(frame, message));
    }
  }

  boolean areNone() {
    return frame == Long.MAX_VALUE && message == Long.MAX_VALUE;
  }
}
