// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static dev.hangup.close.CloseCode.Fault;
import static dev.hangup.close.CloseCode.Retry;
import static dev.hangup.close.CloseCode.Topic;

import dev.hangup.codec.WireCloseCodes;
import java.util.ArrayList;
import java.util.List;

/**
 * Every close code there is. The registry is IANA's "WebSocket Close Code Number Registry"; ranges
 * are those of RFC 6455 section 7.4.2.
 */
public final class CloseCodes {

  public static final int NORMAL_CLOSURE = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;
  public static final int NO_STATUS_RECEIVED = 1005;
  public static final int ABNORMAL_CLOSURE = 1006;
  public static final int INVALID_PAYLOAD_DATA = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int MESSAGE_TOO_BIG = 1009;
  public static final int MANDATORY_EXTENSION = 1010;
  public static final int INTERNAL_ERROR = 1011;
  public static final int SERVICE_RESTART = 1012;
  public static final int TRY_AGAIN_LATER = 1013;
  public static final int BAD_GATEWAY = 1014;
  public static final int TLS_HANDSHAKE = 1015;
  public static final int UNAUTHORIZED = 3000;
  public static final int FORBIDDEN = 3003;
  public static final int TIMEOUT = 3008;

  /** Spring's own, for a session it cannot send to any more. */
  public static final int SESSION_NOT_RELIABLE = 4500;

  private static final String RFC = "https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4.";
  private static final String IANA =
      "https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number";

  private static final int FIRST = NORMAL_CLOSURE;

  /** 1000 to 1015, each in its place. */
  private static final CloseCode[] PROTOCOL = {
    rfc(1000, "Normal Closure", Topic.LIFECYCLE, Fault.NOBODY, Retry.NOT_NEEDED)
        .causes(
            Cause.NORMAL,
            Cause.PEER_EOF,
            Cause.PEER_RESET,
            Cause.LOCAL_ABORT,
            Cause.WRITE_FAILED,
            Cause.CLOSE_TIMEOUT,
            Cause.PING_TIMEOUT,
            Cause.LOCAL_STALL,
            Cause.IDLE_TIMEOUT_LOCAL,
            Cause.PROTOCOL_ERROR,
            Cause.INVALID_PAYLOAD,
            Cause.INTERNAL_ERROR,
            Cause.MESSAGE_TOO_BIG,
            Cause.SLOW_CONSUMER,
            Cause.HEARTBEAT_LOST,
            Cause.UNREACHABLE,
            Cause.TLS,
            Cause.SHUTDOWN)
        .row(),
    rfc(1001, "Going Away", Topic.LIFECYCLE, Fault.NOBODY, Retry.WITH_BACKOFF)
        .causes(
            Cause.GOING_AWAY,
            Cause.IDLE_TIMEOUT_LOCAL,
            Cause.SHUTDOWN,
            Cause.PING_TIMEOUT,
            Cause.LOCAL_STALL,
            Cause.HEARTBEAT_LOST,
            Cause.SLOW_CONSUMER,
            Cause.UNREACHABLE)
        .row(),
    rfc(1002, "Protocol Error", Topic.FRAMING, Fault.LIBRARY, Retry.AFTER_A_FIX)
        .error()
        .causes(
            Cause.PROTOCOL_ERROR,
            Cause.INVALID_PAYLOAD,
            Cause.INTERNAL_ERROR,
            Cause.MESSAGE_TOO_BIG,
            Cause.HEARTBEAT_LOST,
            Cause.PING_TIMEOUT,
            Cause.UNREACHABLE,
            Cause.LOCAL_STALL)
        .row(),
    rfc(1003, "Unsupported Data", Topic.PAYLOAD, Fault.SENDER, Retry.AFTER_A_FIX)
        .error()
        .causes(Cause.UNSUPPORTED_DATA)
        .row(),
    rfc(1004, "Reserved", Topic.NOTHING, Fault.LIBRARY, Retry.AFTER_A_FIX)
        .local()
        .causes(Cause.PROTOCOL_ERROR)
        .row(),
    rfc(1005, "No Status Received", Topic.LIFECYCLE, Fault.NOBODY, Retry.NOT_NEEDED)
        .local()
        .causes(
            Cause.NORMAL,
            Cause.PEER_EOF,
            Cause.PEER_RESET,
            Cause.LOCAL_ABORT,
            Cause.WRITE_FAILED,
            Cause.CLOSE_TIMEOUT,
            Cause.PING_TIMEOUT,
            Cause.LOCAL_STALL,
            Cause.IDLE_TIMEOUT_LOCAL,
            Cause.PROTOCOL_ERROR,
            Cause.INVALID_PAYLOAD,
            Cause.INTERNAL_ERROR,
            Cause.MESSAGE_TOO_BIG,
            Cause.SLOW_CONSUMER,
            Cause.HEARTBEAT_LOST,
            Cause.UNREACHABLE,
            Cause.TLS,
            Cause.SHUTDOWN)
        .row(),
    rfc(1006, "Abnormal Closure", Topic.TRANSPORT, Fault.NETWORK, Retry.WITH_BACKOFF)
        .local()
        .error()
        .causes(
            Cause.IDLE_DROP,
            Cause.PEER_RESTART,
            Cause.MAX_AGE,
            Cause.PEER_RESET,
            Cause.PEER_EOF,
            Cause.PING_TIMEOUT,
            Cause.LOCAL_STALL,
            Cause.WRITE_FAILED,
            Cause.UNREACHABLE,
            Cause.SLOW_CONSUMER,
            Cause.HEARTBEAT_LOST,
            Cause.LOCAL_ABORT,
            Cause.IDLE_TIMEOUT_LOCAL,
            Cause.MESSAGE_TOO_BIG,
            Cause.PROTOCOL_ERROR,
            Cause.INVALID_PAYLOAD,
            Cause.INTERNAL_ERROR,
            Cause.TLS,
            Cause.SHUTDOWN)
        .row(),
    rfc(1007, "Invalid Payload Data", Topic.PAYLOAD, Fault.SENDER, Retry.AFTER_A_FIX)
        .error()
        .causes(Cause.INVALID_PAYLOAD, Cause.PROTOCOL_ERROR)
        .row(),
    rfc(1008, "Policy Violation", Topic.POLICY, Fault.CLIENT, Retry.AFTER_A_FIX)
        .clientError()
        .causes(
            Cause.POLICY,
            Cause.INTERNAL_ERROR,
            Cause.PING_TIMEOUT,
            Cause.LOCAL_STALL,
            Cause.UNREACHABLE)
        .row(),
    rfc(1009, "Message Too Big", Topic.SIZE, Fault.SENDER, Retry.AFTER_A_FIX)
        .error()
        .causes(Cause.MESSAGE_TOO_BIG)
        .row(),
    rfc(1010, "Mandatory Extension", Topic.NEGOTIATION, Fault.SERVER, Retry.AFTER_A_FIX)
        .onlyClient()
        .error()
        .causes(Cause.EXTENSION_MISSING)
        .row(),
    rfc(1011, "Internal Error", Topic.SERVER_STATE, Fault.SERVER, Retry.WITH_BACKOFF)
        .error()
        .causes(Cause.INTERNAL_ERROR, Cause.PING_TIMEOUT, Cause.LOCAL_STALL, Cause.UNREACHABLE)
        .row(),
    iana(1012, "Service Restart", Topic.SERVER_STATE, Fault.NOBODY, Retry.AFTER_A_DELAY)
        .onlyServer()
        .causes(Cause.RESTART, Cause.SHUTDOWN)
        .row(),
    iana(1013, "Try Again Later", Topic.SERVER_STATE, Fault.SERVER, Retry.AFTER_A_DELAY)
        .onlyServer()
        .causes(Cause.OVERLOAD)
        .row(),
    iana(1014, "Bad Gateway", Topic.SERVER_STATE, Fault.SERVER, Retry.WITH_BACKOFF)
        .onlyServer()
        .error()
        .causes(Cause.BAD_GATEWAY)
        .row(),
    rfc(1015, "TLS Handshake", Topic.TRANSPORT, Fault.SERVER, Retry.AFTER_A_FIX)
        .local()
        .error()
        .causes(Cause.TLS)
        .row(),
  };

  private static final CloseCode BELOW =
      range(0, 999, "Not Used", Topic.NOTHING, Fault.LIBRARY, Retry.AFTER_A_FIX)
          .local()
          .causes(Cause.PROTOCOL_ERROR)
          .row();
  private static final CloseCode UNASSIGNED =
      range(1016, 2999, "Unassigned", Topic.NOTHING, Fault.LIBRARY, Retry.AFTER_A_FIX)
          .local()
          .causes(Cause.APPLICATION)
          .row();
  private static final CloseCode REGISTERED =
      range(3000, 3999, "Registered Use", Topic.APPLICATION, Fault.APPLICATION, Retry.AS_AGREED)
          .causes(Cause.APPLICATION)
          .row();
  private static final CloseCode PRIVATE =
      range(4000, 4999, "Private Use", Topic.APPLICATION, Fault.APPLICATION, Retry.AS_AGREED)
          .causes(
              Cause.APPLICATION,
              Cause.PING_TIMEOUT,
              Cause.LOCAL_STALL,
              Cause.SLOW_CONSUMER,
              Cause.IDLE_TIMEOUT_LOCAL)
          .row();
  private static final CloseCode BEYOND =
      range(5000, 65535, "Out of Range", Topic.NOTHING, Fault.LIBRARY, Retry.AFTER_A_FIX)
          .local()
          .causes(Cause.PROTOCOL_ERROR)
          .row();

  private static final CloseCode ROW_3000 =
      iana(3000, "Unauthorized", Topic.POLICY, Fault.CLIENT, Retry.AFTER_A_FIX)
          .clientError()
          .causes(Cause.POLICY)
          .row();
  private static final CloseCode ROW_3003 =
      iana(3003, "Forbidden", Topic.POLICY, Fault.CLIENT, Retry.AFTER_A_FIX)
          .clientError()
          .causes(Cause.POLICY)
          .row();
  private static final CloseCode ROW_3008 =
      iana(3008, "Timeout", Topic.APPLICATION, Fault.CLIENT, Retry.WITH_BACKOFF)
          .causes(Cause.TIMEOUT)
          .row();

  private static final List<CloseCode> ALL = allRows();

  private CloseCodes() {}

  /** The row of a code: its own, else that of its range. Always answers. */
  public static CloseCode of(int code) {
    if (code >= FIRST && code < FIRST + PROTOCOL.length) {
      return PROTOCOL[code - FIRST];
    }
    return switch (code) {
      case UNAUTHORIZED -> ROW_3000;
      case FORBIDDEN -> ROW_3003;
      case TIMEOUT -> ROW_3008;
      default -> rangeOf(code);
    };
  }

  /** All rows by rising code, a range after the codes that stand out of it. */
  public static List<CloseCode> all() {
    return ALL;
  }

  private static CloseCode rangeOf(int code) {
    if (BELOW.covers(code)) {
      return BELOW;
    } else if (UNASSIGNED.covers(code)) {
      return UNASSIGNED;
    } else if (REGISTERED.covers(code)) {
      return REGISTERED;
    } else if (PRIVATE.covers(code)) {
      return PRIVATE;
    }
    return BEYOND;
  }

  private static List<CloseCode> allRows() {
    List<CloseCode> rows = new ArrayList<>();
    rows.add(BELOW);
    rows.addAll(List.of(PROTOCOL));
    rows.addAll(List.of(UNASSIGNED, ROW_3000, ROW_3003, ROW_3008, REGISTERED, PRIVATE, BEYOND));
    return List.copyOf(rows);
  }

  private static Row rfc(int code, String name, Topic topic, Fault fault, Retry retry) {
    return new Row(code, code, name, topic, fault, retry, "RFC 6455 7.4.1", RFC + "1");
  }

  private static Row iana(int code, String name, Topic topic, Fault fault, Retry retry) {
    return new Row(code, code, name, topic, fault, retry, "IANA registry", IANA);
  }

  private static Row range(int from, int to, String name, Topic topic, Fault fault, Retry retry) {
    return new Row(from, to, name, topic, fault, retry, "RFC 6455 7.4.2", RFC + "2");
  }

  /** A row in the making: what most rows have in common need not be said. */
  private static final class Row {
    private final int from;
    private final int to;
    private final String name;
    private final Topic topic;
    private final Fault fault;
    private final Retry retry;
    private final String reference;
    private final String link;
    private boolean client = true;
    private boolean server = true;
    private boolean errorForServer;
    private boolean errorForClient;
    private List<Cause> causes = List.of();

    Row(
        int from,
        int to,
        String name,
        Topic topic,
        Fault fault,
        Retry retry,
        String reference,
        String link) {
      this.from = from;
      this.to = to;
      this.name = name;
      this.topic = topic;
      this.fault = fault;
      this.retry = retry;
      this.reference = reference;
      this.link = link;
    }

    /** Never on the wire: one side's own word for how it ended, or no word at all. */
    Row local() {
      client = false;
      server = false;
      return this;
    }

    Row onlyClient() {
      server = false;
      return this;
    }

    Row onlyServer() {
      client = false;
      return this;
    }

    Row error() {
      errorForServer = true;
      errorForClient = true;
      return this;
    }

    /** The server did what it should: as with 4xx in HTTP, only the client has failed. */
    Row clientError() {
      errorForClient = true;
      return this;
    }

    Row causes(Cause... causes) {
      this.causes = List.of(causes);
      return this;
    }

    CloseCode row() {
      String key = from == to ? Integer.toString(from) : from + "-" + to;
      return new CloseCode(
          from,
          to,
          key,
          name,
          topic,
          fault,
          WireCloseCodes.mayTravel(from),
          client,
          server,
          retry,
          errorForServer,
          errorForClient,
          causes,
          reference,
          link);
    }
  }
}
