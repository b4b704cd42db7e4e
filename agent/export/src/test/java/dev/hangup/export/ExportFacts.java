// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until something is so; the test's own time-out is the only limit. */
final class ExportFacts {

  private ExportFacts() {}

  static void await(BooleanSupplier fact) {
    while (!fact.getAsBoolean()) {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
