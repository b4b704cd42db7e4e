// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import java.util.Map;

/** Totals that a test makes. */
public final class GivenSizes implements SizeTotals {

  private final Sizes sizes = new Sizes();

  public void text(long... bytes) {
    for (long size : bytes) {
      sizes.frame(1, size);
      sizes.message(true, size);
    }
  }

  /** A frame of one byte with each opcode there is, and a message of each kind. */
  public void oneOfEach() {
    for (int opcode = 0; opcode < 16; opcode++) {
      sizes.frame(opcode, 1);
    }
    sizes.message(true, 1);
    sizes.message(false, 1);
  }

  @Override
  public Map<Key, Sizes> collect() {
    return Map.of(new Key(Role.SERVER, "netty", true), sizes);
  }
}
