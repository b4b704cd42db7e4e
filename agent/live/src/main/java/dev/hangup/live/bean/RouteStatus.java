// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.bean;

import dev.hangup.live.Live;
import java.util.Locale;

/** One route of the bean; JMX makes composite data of its getters. */
public final class RouteStatus {

  private static final double NANOS = 1e9;

  private final Live.Now now;

  RouteStatus(Live.Now now) {
    this.now = now;
  }

  public String getRole() {
    return now.series().role().name().toLowerCase(Locale.ROOT);
  }

  public String getStack() {
    return now.series().stack();
  }

  /** Empty where no path is known. */
  public String getRoute() {
    String route = now.series().route();
    return route == null ? "" : route;
  }

  public long getOpen() {
    return now.open();
  }

  public long getOverdueClosing() {
    return now.closing();
  }

  public long getOverduePing() {
    return now.unanswered();
  }

  public long getOverdueHandshake() {
    return now.handshakes();
  }

  /** In seconds. */
  public double getLongestSilence() {
    return now.longestSilence() / NANOS;
  }

  /** In seconds. */
  public double getLongestAge() {
    return now.oldest() / NANOS;
  }
}
