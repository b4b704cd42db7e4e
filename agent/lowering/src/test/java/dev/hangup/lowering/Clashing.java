// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

/** Two private methods of one form, one below the other, both used from outside. */
final class Clashing {

  private Clashing() {}

  private static class Upper {
    private int same() {
      return 1;
    }
  }

  private static final class Lower extends Upper {
    private int same() {
      return 2;
    }
  }

  static int used() {
    return new Upper().same() + new Lower().same();
  }
}
