// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import dev.hangup.jdk.Memory;

/** Of {@link Thread}. */
public final class Threads {

  private Threads() {}

  public static void onSpinWait() {
    Memory.onSpinWait();
  }
}
