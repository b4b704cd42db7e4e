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

  @Override
  public Map<Key, Sizes> collect() {
    return Map.of(new Key(Role.SERVER, "netty", true), sizes);
  }
}
