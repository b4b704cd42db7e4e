// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

/** A clock that stands still until it is told otherwise. */
final class FakeClock implements Clock {

  static final long EPOCH = 1_800_000_000_000_000_000L;

  private long passed;

  void pass(double seconds) {
    passed += (long) (seconds * 1e9);
  }

  @Override
  public long nanoTime() {
    // Near the end of the range: a difference must survive the overflow.
    return Long.MAX_VALUE - 5_000_000_000L + passed;
  }

  @Override
  public long epochNanos() {
    return EPOCH + passed;
  }
}
