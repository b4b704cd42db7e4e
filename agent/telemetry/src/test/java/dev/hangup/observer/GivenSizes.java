// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import java.util.Map;

/** Totals that a test makes. */
public final class GivenSizes implements SizeTotals {

  private final SizeCounter sizes = new SizeCounter();

  public void text(long... bytes) {
    for (long size : bytes) {
      sizes.frame(0x81, size, true);
    }
  }

  /** A frame of one byte with each opcode there is, and a message of each kind. */
  public void oneOfEach() {
    for (int opcode = 0; opcode < 16; opcode++) {
      sizes.frame(0x80 | opcode, 1, true);
    }
  }

  @Override
  public Map<Key, Sizes> collect() {
    return Map.of(new Key(Role.SERVER, "netty", true), sizes.total());
  }
}
