// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

/** What a stack has taken from its application and could not hand to the system yet. */
public interface Backlog {

  /** Any thread asks; 0 where the connection is gone. */
  long bytes();
}
