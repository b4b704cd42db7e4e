// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Reason;
import org.jspecify.annotations.Nullable;

/** What may explain that all threads of this JVM stood still. Asked by one thread. */
interface StallReasons {

  /** Explains nothing. */
  StallReasons NONE =
      new StallReasons() {
        @Override
        public @Nullable Why of(long lasted) {
          return null;
        }

        @Override
        public void remember(long now) {}
      };

  /**
   * An explanation.
   *
   * @param lasted how much of the standstill it explains, in nanoseconds
   */
  record Why(Reason reason, long lasted) {}

  /** What explains most of a standstill that has just ended; null where nothing does. */
  @Nullable Why of(long lasted);

  /** From here on counts what comes, for the next question. Often called. */
  void remember(long now);
}
