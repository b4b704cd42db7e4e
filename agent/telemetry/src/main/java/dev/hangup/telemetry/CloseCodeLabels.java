// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import java.util.stream.IntStream;

/**
 * Close codes as a metric attribute. The protocol's own are few; of those that applications choose
 * (RFC 6455 7.4.2: 3000 to 4999), and of whatever else may come, 50 distinct ones pass.
 */
final class CloseCodeLabels {

  private static final int FIRST = 1000;
  private static final String[] PROTOCOL =
      IntStream.rangeClosed(FIRST, 1015).mapToObj(Integer::toString).toArray(String[]::new);

  private final BoundedLabels applications = new BoundedLabels(50, "other");

  String of(int code) {
    int index = code - FIRST;
    return index >= 0 && index < PROTOCOL.length
        ? PROTOCOL[index]
        : applications.of(Integer.toString(code));
  }
}
