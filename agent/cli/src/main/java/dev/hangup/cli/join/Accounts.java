// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

/** What the rules ask of two accounts together. */
final class Accounts {

  /** Rules of the diagnosis: what came in broke the protocol, and this side refused it. */
  static final String[] RECEIVED_BROKEN = {
    "never-masked",
    "compressed-data-broken",
    "payload-received-broken",
    "broken-from-the-start",
    "changed-on-the-way",
    "reserved-code-received",
    "forbidden-code-received",
    "broken-close-received",
  };

  /** Likewise: what this side sent did, and the other refused it. */
  static final String[] SENT_BROKEN = {
    "payload-sent-broken", "rule-broken-here", "broken-close-sent",
  };

  private Accounts() {}

  /** The other side refused what this one sent, and nothing in it was wrong as it left. */
  static boolean sentAllIntact(End end) {
    return end.by("framing-refused-there", "payload-refused-there")
        && end.evidence().contains("were within the rules when sent");
  }

  /** Something may have been wrong that an agent cannot see. */
  static boolean mayBeHidden(End end) {
    return end.evidence().contains("compressed") || end.evidence().contains("let pass");
  }

  /** What ended {@code did} is what {@code heard} heard: its Close frame, or its hanging up. */
  static boolean reached(End did, End heard) {
    if (heard.receivedClose()) {
      return did.sentCode() == heard.receivedCode() && heard.remote();
    }
    return heard.hungUpOn() && Moments.fit(did, heard);
  }

  /** Frames that left one side and were not seen at the other; -1 where that is not known. */
  static long lost(End from, End to) {
    return from.framesSent() < 0 || to.framesReceived() < 0
        ? End.UNKNOWN
        : from.framesSent() - to.framesReceived();
  }

  /** But for the Close frame, which may cross the end. */
  private static long lostBeforeTheClose(End from, End to) {
    long lost = lost(from, to);
    return lost > 0 && from.sentClose() && !to.receivedClose() ? lost - 1 : lost;
  }

  static boolean allArrived(End from, End to) {
    return lostBeforeTheClose(from, to) == 0;
  }

  static boolean allButTheCloseArrived(End from, End to) {
    return lost(from, to) == 1;
  }

  /** One frame may cross the end: a ping, a pong. */
  static boolean severalLost(End from, End to) {
    return lostBeforeTheClose(from, to) >= 2;
  }
}
