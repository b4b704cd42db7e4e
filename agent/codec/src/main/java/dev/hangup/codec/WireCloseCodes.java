// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

/**
 * Which close codes may stand in a Close frame: RFC 6455 7.4 and the registry it opened. The only
 * place that rule is written down.
 */
public final class WireCloseCodes {

  /** Stands for a Close frame without a body. */
  public static final int NO_STATUS_RECEIVED = 1005;

  private static final int LAST_ASSIGNED = 1014;

  private WireCloseCodes() {}

  /**
   * False for the codes that only ever stand for something that was not sent (1005, 1006, 1015),
   * for the reserved 1004, and for everything outside the ranges of 7.4.2 (below 1000, above 4999).
   * Codes that are merely unassigned may travel: what they mean may be known one day.
   */
  public static boolean mayTravel(int code) {
    return code >= 1000
        && code <= 4999
        && code != 1004
        && code != NO_STATUS_RECEIVED
        && code != 1006
        && code != 1015;
  }

  /** Whether the code belongs to the protocol itself (1000 to 2999) and means nothing as yet. */
  public static boolean isUnassigned(int code) {
    return code > LAST_ASSIGNED + 1 && code <= 2999;
  }
}
