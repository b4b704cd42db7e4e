// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

/** The time, so that tests can make it. */
public interface Clock {

  /** Of the machine. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochNanos() {
          java.time.Instant now = java.time.Instant.now();
          return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }
      };

  /** Runs evenly; only differences mean anything. */
  long nanoTime();

  /** The wall clock. */
  long epochNanos();
}
