// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

/** Of {@link StringBuilder}. */
public final class Builders {

  private Builders() {}

  public static boolean isEmpty(StringBuilder builder) {
    return builder.length() == 0;
  }
}
