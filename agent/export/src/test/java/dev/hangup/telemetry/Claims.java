// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import java.util.concurrent.atomic.AtomicInteger;

/** Claims as spans make them; it stands in this package since nobody else may make one. */
public final class Claims {

  private final AtomicInteger suppressed = new AtomicInteger();

  public SpanClaim abnormal() {
    return claim(true, 1);
  }

  public SpanClaim clean() {
    return claim(false, 1);
  }

  public SpanClaim claim(boolean abnormal, int spans) {
    return new SpanClaim(abnormal, spans, suppressed::addAndGet);
  }

  /** How many spans were left out so far. */
  public int suppressed() {
    return suppressed.get();
  }
}
