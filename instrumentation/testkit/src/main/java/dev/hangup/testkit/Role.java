// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

/** Which side of the connection the stack's application is. */
public enum Role {
  SERVER,
  CLIENT;

  /** As names of stories and the table of a sweep have it. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
