// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/** Knows which trace the calling thread is in, whichever library traces. */
public interface TraceSource {

  /** No library traces. */
  TraceSource NONE =
      new TraceSource() {
        @Override
        public @Nullable Object current() {
          return null;
        }

        @Override
        public @Nullable Runnable switching() {
          return null;
        }
      };

  /** A {@link dev.hangup.tap.TraceHere}; null for none. */
  @Nullable Object current();

  /** See {@link dev.hangup.tap.TapSink#switching}. */
  @Nullable Runnable switching();
}
