// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the queues of spans and of log records have in common: how they send, and say so. */
final class Delivery {

  private Delivery() {}

  static void complete(CompletableResultCode result, boolean good) {
    if (good) {
      result.succeed();
    } else {
      result.fail();
    }
  }

  /** Whether the collector took what {@code export} hands to an exporter, in the time it had. */
  static boolean isTaken(Supplier<CompletableResultCode> export, long timeoutNanos) {
    try {
      long begin = System.nanoTime();
      CompletableResultCode result = export.get();
      long left = timeoutNanos;
      do {
        result.join(left, TimeUnit.NANOSECONDS);
        left = timeoutNanos - (System.nanoTime() - begin);
        // An application that interrupts all threads does not mean the one that waits here.
      } while (!result.isDone() && left > 0 && Thread.interrupted());
      return result.isSuccess();
    } catch (RuntimeException | LinkageError e) {
      return false; // exporters tell their troubles themselves
    }
  }
}
