// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Close codes as a metric attribute. The protocol's own are few. Of those that this side chose 50
 * distinct ones pass, of those that only ever came from peers 20: what a stranger sends must not
 * take the place of what the application means.
 */
final class CloseCodeLabels {

  static final String OTHER = "other";

  private static final int FIRST = 1000;
  private static final int MOST_SENT = 50;
  private static final int MOST_RECEIVED = 20;
  private static final String[] PROTOCOL =
      IntStream.rangeClosed(FIRST, 1015).mapToObj(Integer::toString).toArray(String[]::new);

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Set<String> sent = new HashSet<>();
  private int received;

  /**
   * @param chosenHere this side put the code into a Close frame, and not as the answer to one
   */
  String of(int code, boolean chosenHere) {
    int index = code - FIRST;
    if (index >= 0 && index < PROTOCOL.length) {
      return PROTOCOL[index];
    }
    String label = Integer.toString(code);
    if (chosenHere) {
      return sent(label);
    }
    return known.contains(label) ? label : received(label);
  }

  private synchronized String sent(String label) {
    if (!sent.contains(label) && sent.size() < MOST_SENT) {
      sent.add(label);
      if (!known.add(label)) {
        received--; // it gives its place back
      }
    }
    return known.contains(label) ? label : OTHER;
  }

  private synchronized String received(String label) {
    if (received < MOST_RECEIVED && known.add(label)) {
      received++;
    }
    return known.contains(label) ? label : OTHER;
  }
}
