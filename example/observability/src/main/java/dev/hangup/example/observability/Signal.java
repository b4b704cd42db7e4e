// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the alerts watch, with the thresholds of each: the one place to change them before the rules
 * are written. In written rules they stand in {@code hangup-thresholds.yml}.
 */
enum Signal {
  /** Every end without a Close frame, whatever its cause, but for a JVM that shuts down. */
  ABNORMAL(
      "HangupAbnormalClosures",
      new Sudden(10, 0.05, 3, 0.2),
      0.4,
      "connections break without a Close frame",
      "ended with 1006"),

  MESSAGE_TOO_BIG(
      "HangupMessagesTooBig",
      new Sudden(5, 0.02, 3, 0.05),
      0,
      "messages are too big",
      "were closed because a message was too big; a new kind of message, or a limit that was lowered,"),

  /** One is told where it is rare: a client or a proxy that breaks the protocol does so always. */
  PROTOCOL_ERROR(
      "HangupProtocolViolations",
      new Sudden(1, 0.002, 3, 0.02),
      0,
      "somebody breaks the protocol",
      "ended because somebody broke the protocol"),

  INVALID_PAYLOAD(
      "HangupProtocolViolations",
      new Sudden(1, 0.002, 3, 0.02),
      0,
      "somebody breaks the protocol",
      "ended because a message was not what its type says"),

  /** This side's own failure: no day before excuses it. */
  INTERNAL_ERROR(
      "HangupInternalErrors",
      new Sudden(3, 0.05, 0, 0.05),
      0,
      "the server fails",
      "ended because one side failed"),

  PING_TIMEOUT(
      "HangupPingsUnanswered",
      new Sudden(5, 0.05, 3, 0.1),
      0,
      "peers no longer answer pings",
      "ended after a ping nobody answered"),

  UNREACHABLE(
      "HangupPeersUnreachable",
      new Sudden(5, 0.05, 3, 0.1),
      0,
      "the network or the peers are gone",
      "ended because the network or the peer's host was gone"),

  /** A proxy that dies takes many with it at once. */
  PEER_RESTART(
      "HangupPeerRestarts",
      new Sudden(10, 0.05, 3, 0.05),
      0,
      "a proxy in front was restarted or died",
      "from one peer address ended within a second"),

  LOCAL_STALL(
      "HangupLocalStalls",
      new Sudden(3, 0.02, 0, 0.02),
      0,
      "this JVM stands still for so long that peers give up",
      "were lost because this JVM, an event loop or a handler stood still"),

  SLOW_CONSUMER(
      "HangupSlowConsumers",
      new Sudden(5, 0.05, 3, 0.1),
      0,
      "peers do not read what is sent to them",
      "were given up because the peer did not read"),

  HEARTBEAT_LOST(
      "HangupHeartbeatsLost",
      new Sudden(5, 0.05, 3, 0.1),
      0,
      "heartbeats of the application's protocol stop",
      "ended after the application's own heartbeat had stopped"),

  /** A setting on the way: it does not come and go, so it is judged by longer windows. */
  IDLE_DROP(
      "HangupIdleDrops",
      Sudden.NEVER,
      0.2,
      "silent connections are cut",
      "ended after a silent spell and without a Close frame"),

  MAX_AGE(
      "HangupMaxAge",
      Sudden.NEVER,
      0.2,
      "connections are cut at the same age again and again",
      "were cut at the same age, with traffic until the end"),

  /** Any other code that is no plain end, each by itself: 1008, 1013, 4001. */
  CODE(
      "HangupUnusualCode",
      new Sudden(10, 0.1, 3, 0.3),
      0,
      "a close code is new or far more frequent than it was",
      "ended with this code");

  /**
   * When a signal is an alarm within minutes.
   *
   * @param floor so many connections in five minutes, or a good part of those open
   * @param share so much of all that ended
   * @param rise so many times the share that is usual; 0 where what is usual is no excuse
   * @param unknown the share while nothing is known of the service yet
   */
  record Sudden(int floor, double share, double rise, double unknown) {

    /** For what does not come and go; the floor is that of an hour then. */
    static final Sudden NEVER = new Sudden(10, 0, 0, 0);
  }

  private final String alert;

  @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
  private final Sudden sudden;

  private final double standing;
  private final String summary;
  private final String words;

  Signal(String alert, Sudden sudden, double standing, String summary, String words) {
    this.alert = alert;
    this.sudden = sudden;
    this.standing = standing;
    this.summary = summary;
    this.words = words;
  }

  String alert() {
    return alert;
  }

  Sudden sudden() {
    return sudden;
  }

  /**
   * The share of half an hour's ends at which it is too much, however long it has been so; or 0.
   */
  double standing() {
    return standing;
  }

  String summary() {
    return summary;
  }

  /** What the connections did, after their number. */
  String words() {
    return words;
  }

  boolean isCause() {
    return this != ABNORMAL && this != CODE;
  }

  /** The value of {@code websocket_close_cause}. */
  String cause() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Labels of this signal in the rules' own series. */
  String labels() {
    return isCause()
        ? "kind: cause, websocket_close_cause: " + cause()
        : "kind: " + name().toLowerCase(Locale.ROOT);
  }

  static List<String> causes() {
    return Stream.of(values()).filter(Signal::isCause).map(Signal::cause).toList();
  }
}
