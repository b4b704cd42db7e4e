// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a connection.
 *
 * @param code the code that is reported, see the table of the wire's truth in the README
 * @param name the code's registered name
 * @param cause null only where sight of the connection was lost, so that nothing may be guessed
 * @param clean a Close frame was seen both ways before the transport ended
 * @param rule id of the rule that held
 * @param evidence one sentence with the numbers behind the cause
 * @param remediation what to do about it
 */
public record Diagnosis(
    int code,
    String name,
    @Nullable Cause cause,
    Initiator initiator,
    boolean clean,
    String rule,
    String evidence,
    String remediation) {

  /** Who sent the first Close frame or, without one, who ended the transport. */
  public enum Initiator {
    LOCAL("local"),
    REMOTE("remote"),
    UNKNOWN("unknown");

    private final String id;

    Initiator(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }
}
