// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.io.IOException;

/**
 * A way to end a connection, and what the agent should say of it.
 *
 * @param name last segment of the path, so that the diagnosis can be told from the others by its
 *     route
 */
record Ailment(String name, String staged, int code, String cause, Act act) {

  /** What the patient does once it has talked. */
  interface Act {
    void play(Patient patient) throws IOException;
  }
}
