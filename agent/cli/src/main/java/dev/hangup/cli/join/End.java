// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import dev.hangup.close.CloseCodes;
import dev.hangup.close.Ending;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one end of a connection told of it: one span, log record or line of JSON. */
public final class End {

  /** Neither told nor known. */
  static final long UNKNOWN = -1;

  /** As the close knowledge has it for {@code idle_drop}. */
  static final double SILENT_SPELL = 20;

  private static final double NANOS = 1e9;

  /** Two exports of one end round its time to microseconds or milliseconds. */
  private static final long SAME_MOMENT = 2_000_000;

  private static final Pattern SPELL = Pattern.compile("no frame for ([0-9]+\\.[0-9]) s in either");

  private final String source;
  private final String service;
  private final String spanId;
  private final String parentId;
  private final long start;
  private final long end;
  private final boolean server;
  private final String id;
  private final String where;
  private final int code;
  private final int sentCode;
  private final int receivedCode;
  private final String initiator;
  private final String cause;
  private final String rule;
  private final String evidence;
  private final String remedy;
  private final boolean incomplete;
  private final long framesSent;
  private final long framesReceived;
  private final long bytesSent;
  private final long bytesReceived;
  private final long largestSent;
  private final long largestReceived;
  private final double silence;
  private final double stall;
  private final Ending ending;

  /** Where and when something was told of an end, apart from its attributes. */
  record Place(String source, String spanId, String parentId, long start, long end) {}

  private End(Place place, Map<String, String> told, boolean server, String service) {
    this.source = place.source();
    this.spanId = place.spanId();
    this.parentId = place.parentId();
    this.start = place.start();
    this.end = place.end();
    this.server = server;
    this.service = service;
    id = text(told, "websocket.connection.id");
    where = told.containsKey("http.route") ? text(told, "http.route") : text(told, "url.path");
    code = (int) whole(told, "websocket.close.code");
    sentCode = (int) whole(told, "websocket.close.sent_code");
    receivedCode = (int) whole(told, "websocket.close.received_code");
    initiator = text(told, "websocket.close.initiator");
    cause = text(told, "websocket.close.cause");
    rule = text(told, "websocket.close.rule");
    evidence = text(told, "websocket.close.evidence");
    remedy = text(told, "websocket.close.remediation");
    incomplete = text(told, "websocket.observation.incomplete").equals("true");
    framesSent = whole(told, "websocket.frames.sent");
    framesReceived = whole(told, "websocket.frames.received");
    bytesSent = whole(told, "websocket.bytes.sent");
    bytesReceived = whole(told, "websocket.bytes.received");
    largestSent = whole(told, "websocket.message.max_size.sent");
    largestReceived = whole(told, "websocket.message.max_size.received");
    silence = Numbers.real(text(told, "websocket.idle_before_close"), UNKNOWN);
    stall = Numbers.real(text(told, "websocket.local.stall"), 0);
    ending = ending(cause, evidence);
  }

  /**
   * Null where it is not an end of a WebSocket connection, or does not say of which side.
   *
   * @param kind of the span, {@code server} or {@code client}, where there is one
   */
  static @Nullable End of(Place place, Map<String, String> told, String kind, String service) {
    if (!told.containsKey("websocket.close.code")) {
      return null;
    }
    String role = told.getOrDefault("websocket.role", kind);
    return role.equals("server") || role.equals("client")
        ? new End(place, told, role.equals("server"), service)
        : null;
  }

  private static String text(Map<String, String> told, String name) {
    return told.getOrDefault(name, "");
  }

  private static long whole(Map<String, String> told, String name) {
    return Numbers.whole(text(told, name), UNKNOWN);
  }

  /** The cause says it, or the words of the evidence do, which are English in every language. */
  private static Ending ending(String cause, String evidence) {
    return switch (cause) {
      case "peer_reset" -> Ending.PEER_RESET;
      case "peer_eof" -> Ending.PEER_EOF;
      case "write_failed" -> Ending.WRITE_FAILED;
      case "unreachable" -> Ending.UNREACHABLE;
      case "local_abort" -> Ending.LOCAL_CLOSE;
      case "shutdown" -> Ending.SHUTDOWN;
      default -> ending(evidence);
    };
  }

  private static Ending ending(String evidence) {
    if (evidence.contains("TCP reset by peer")) {
      return Ending.PEER_RESET;
    } else if (evidence.contains("TCP closed by peer (FIN)")) {
      return Ending.PEER_EOF;
    } else if (evidence.contains("a write failed")) {
      return Ending.WRITE_FAILED;
    } else if (evidence.contains("this side gave up on a write")) {
      return Ending.SEND_TIMED_OUT;
    } else if (evidence.contains("the system gave up on the connection")) {
      return Ending.UNREACHABLE;
    } else if (evidence.contains("this side closed the transport")
        || evidence.contains("and closed the transport ")
        || evidence.contains("the transport was closed without a Close frame")
        || evidence.contains("this side ended the connection without a Close frame")) {
      return Ending.LOCAL_CLOSE;
    }
    return Ending.UNKNOWN;
  }

  /** The same end, told a second time: in another export, in the log, in the span of the close. */
  boolean isAlso(End other) {
    return server == other.server && (isOneSpan(other) || isOneMoment(other));
  }

  private boolean isOneSpan(End other) {
    return (!spanId.isEmpty() && (spanId.equals(other.spanId) || spanId.equals(other.parentId)))
        || (!parentId.isEmpty() && parentId.equals(other.spanId));
  }

  private boolean isOneMoment(End other) {
    return end != UNKNOWN
        && Math.abs(end - other.end) <= SAME_MOMENT
        && evidence.equals(other.evidence);
  }

  /** Of two accounts of the same end the one that tells more: a span has a beginning. */
  End richer(End other) {
    return other.told() > told() ? other : this;
  }

  private int told() {
    return (framesSent == UNKNOWN ? 0 : 4)
        + (start == UNKNOWN ? 0 : 2)
        + (service.isEmpty() ? 0 : 1);
  }

  public String source() {
    return source;
  }

  public String service() {
    return service;
  }

  /** The same at both ends; empty over HTTP/2. */
  public String id() {
    return id;
  }

  public boolean isServer() {
    return server;
  }

  /** Its route, else its path; may be empty. */
  public String where() {
    return where;
  }

  public int code() {
    return code;
  }

  /** Of the first Close frame this side sent; -1 where it sent none. */
  public int sentCode() {
    return sentCode;
  }

  public int receivedCode() {
    return receivedCode;
  }

  public String initiator() {
    return initiator;
  }

  public String cause() {
    return cause;
  }

  public String rule() {
    return rule;
  }

  public String evidence() {
    return evidence;
  }

  public String remedy() {
    return remedy;
  }

  /** Nanoseconds since 1970 by the clock of its own host, -1 where it is not told. */
  public long endEpochNanos() {
    return end;
  }

  /** Seconds, -1 where it is not told. */
  public double lived() {
    return start == UNKNOWN || end == UNKNOWN ? UNKNOWN : (end - start) / NANOS;
  }

  /** Seconds without a frame before the end; of a flow that was forgotten, before the last one. */
  double silence() {
    Matcher spell = SPELL.matcher(evidence);
    return rule.equals("forgotten-while-silent") && spell.find()
        ? Double.parseDouble(spell.group(1))
        : silence;
  }

  double stall() {
    return stall;
  }

  long framesSent() {
    return framesSent;
  }

  long framesReceived() {
    return framesReceived;
  }

  long bytesSent() {
    return bytesSent;
  }

  long bytesReceived() {
    return bytesReceived;
  }

  long largestSent() {
    return largestSent;
  }

  long largestReceived() {
    return largestReceived;
  }

  Ending ending() {
    return ending;
  }

  // What the rules ask.

  boolean lostSight() {
    return incomplete || rule.equals("lost-sight");
  }

  boolean is(String... causes) {
    for (String each : causes) {
      if (each.equals(cause)) {
        return true;
      }
    }
    return false;
  }

  boolean by(String... rules) {
    for (String each : rules) {
      if (each.equals(rule)) {
        return true;
      }
    }
    return false;
  }

  boolean local() {
    return initiator.equals("local");
  }

  boolean remote() {
    return initiator.equals("remote");
  }

  boolean sentClose() {
    return sentCode >= 0;
  }

  boolean receivedClose() {
    return receivedCode >= 0;
  }

  /** No Close frame in either direction, as far as it saw. */
  boolean noClose() {
    return code == CloseCodes.ABNORMAL_CLOSURE && !sentClose() && !receivedClose();
  }

  /** The transport ended over there, or on the way, before a Close frame came. */
  boolean hungUpOn() {
    return !receivedClose() && (ending == Ending.PEER_EOF || sawReset());
  }

  boolean sawReset() {
    return ending == Ending.PEER_RESET || ending == Ending.WRITE_FAILED;
  }

  /** It saw a FIN, and had read all that came before it. */
  boolean readToTheFin() {
    return ending == Ending.PEER_EOF && !evidence.contains("asked for no message");
  }

  boolean quiet() {
    return silence() >= SILENT_SPELL;
  }

  /** This side ended it, since it had heard nothing for too long. */
  boolean gaveUp() {
    return is(
            "ping_timeout", "heartbeat_lost", "close_timeout", "idle_timeout_local", "unreachable")
        && !hungUpOn()
        && !remote();
  }
}
