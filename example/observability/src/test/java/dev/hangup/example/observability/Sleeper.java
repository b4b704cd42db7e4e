// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

/**
 * A service that has nothing to do with WebSocket yet. Ends when nobody holds its input any more.
 */
public final class Sleeper {

  private Sleeper() {}

  public static void main(String[] arguments) throws Exception {
    while (System.in.read() >= 0) {
      // it waits for nothing in particular
    }
  }
}
