// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Totals to be counted by hand; it stands in this package since only an observer may count. */
public final class CountedSizes implements SizeTotals {

  private final Map<Key, SizeCounter> totals = new ConcurrentHashMap<>();

  /** A whole message in one frame. */
  public synchronized void message(boolean received, int opcode, long size) {
    of(received).frame(0x80 | opcode, size, true);
  }

  public synchronized void frame(boolean received, int opcode, long size) {
    of(received).frame(opcode, size, false);
  }

  private SizeCounter of(boolean received) {
    return totals.computeIfAbsent(
        new Key(Role.SERVER, "netty", received), key -> new SizeCounter());
  }

  @Override
  public synchronized Map<Key, Sizes> collect() {
    Map<Key, Sizes> copy = new ConcurrentHashMap<>();
    totals.forEach((key, sizes) -> copy.put(key, sizes.total()));
    return copy;
  }
}
