// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.codec.Role;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Locale;

/** The names we report under. They do not change without a migration note. */
public final class AttributeNames {

  public static final AttributeKey<String> ROLE = AttributeKey.stringKey("websocket.role");
  public static final AttributeKey<String> STACK = AttributeKey.stringKey("websocket.stack");
  public static final AttributeKey<String> DIRECTION =
      AttributeKey.stringKey("network.io.direction");
  public static final AttributeKey<String> OPCODE =
      AttributeKey.stringKey("websocket.frame.opcode");

  static final AttributeKey<String> STACK_VERSION =
      AttributeKey.stringKey("websocket.stack.version");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> URL_QUERY = AttributeKey.stringKey("url.query");
  static final AttributeKey<String> URL_SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");
  static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  static final AttributeKey<String> PROTOCOL_NAME = AttributeKey.stringKey("network.protocol.name");
  static final AttributeKey<String> PROTOCOL_VERSION =
      AttributeKey.stringKey("network.protocol.version");
  static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
  static final AttributeKey<String> CONNECTION_ID =
      AttributeKey.stringKey("websocket.connection.id");
  static final AttributeKey<String> FRAMEWORK = AttributeKey.stringKey("websocket.framework");
  static final AttributeKey<String> SUBPROTOCOL = AttributeKey.stringKey("websocket.subprotocol");
  static final AttributeKey<List<String>> EXTENSIONS =
      AttributeKey.stringArrayKey("websocket.extensions");
  static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  /** The value of {@link #ERROR_TYPE} where nothing is known, as OpenTelemetry has it. */
  static final String UNKNOWN_ERROR = "_OTHER";

  static final AttributeKey<Long> CLOSE_CODE = AttributeKey.longKey("websocket.close.code");

  /**
   * As text, since {@code other} is one of its values: within a metric one attribute must not have
   * two types.
   */
  static final AttributeKey<String> METRIC_CLOSE_CODE =
      AttributeKey.stringKey("websocket.close.code");

  static final AttributeKey<String> CLOSE_HELP = AttributeKey.stringKey("websocket.close.help");
  static final AttributeKey<String> CLOSE_NAME = AttributeKey.stringKey("websocket.close.name");
  static final AttributeKey<String> CLOSE_REASON = AttributeKey.stringKey("websocket.close.reason");
  static final AttributeKey<String> CLOSE_INITIATOR =
      AttributeKey.stringKey("websocket.close.initiator");
  static final AttributeKey<Boolean> CLOSE_CLEAN = AttributeKey.booleanKey("websocket.close.clean");
  static final AttributeKey<String> CLOSE_CAUSE = AttributeKey.stringKey("websocket.close.cause");
  static final AttributeKey<String> CLOSE_RULE = AttributeKey.stringKey("websocket.close.rule");
  static final AttributeKey<String> CLOSE_EVIDENCE =
      AttributeKey.stringKey("websocket.close.evidence");
  static final AttributeKey<String> CLOSE_REMEDIATION =
      AttributeKey.stringKey("websocket.close.remediation");
  static final AttributeKey<Long> CLOSE_TOGETHER = AttributeKey.longKey("websocket.close.together");

  /** Of all connections of a peer that is lost. */
  static final AttributeKey<List<String>> PEER_ROUTES =
      AttributeKey.stringArrayKey("websocket.peer.routes");

  static final AttributeKey<String> HANDSHAKE_CAUSE =
      AttributeKey.stringKey("websocket.handshake.cause");
  static final AttributeKey<String> HANDSHAKE_EVIDENCE =
      AttributeKey.stringKey("websocket.handshake.evidence");
  static final AttributeKey<String> HANDSHAKE_REMEDIATION =
      AttributeKey.stringKey("websocket.handshake.remediation");
  static final AttributeKey<Long> SENT_CODE = AttributeKey.longKey("websocket.close.sent_code");
  static final AttributeKey<Long> RECEIVED_CODE =
      AttributeKey.longKey("websocket.close.received_code");

  static final AttributeKey<Long> FRAMES_RECEIVED =
      AttributeKey.longKey("websocket.frames.received");
  static final AttributeKey<Long> FRAMES_SENT = AttributeKey.longKey("websocket.frames.sent");
  static final AttributeKey<Long> MESSAGES_RECEIVED =
      AttributeKey.longKey("websocket.messages.received");
  static final AttributeKey<Long> MESSAGES_SENT = AttributeKey.longKey("websocket.messages.sent");
  static final AttributeKey<Long> BYTES_RECEIVED = AttributeKey.longKey("websocket.bytes.received");
  static final AttributeKey<Long> BYTES_SENT = AttributeKey.longKey("websocket.bytes.sent");
  static final AttributeKey<Long> MAX_FRAME_RECEIVED =
      AttributeKey.longKey("websocket.frame.max_size.received");
  static final AttributeKey<Long> MAX_FRAME_SENT =
      AttributeKey.longKey("websocket.frame.max_size.sent");
  static final AttributeKey<Long> MAX_MESSAGE_RECEIVED =
      AttributeKey.longKey("websocket.message.max_size.received");
  static final AttributeKey<Long> MAX_MESSAGE_SENT =
      AttributeKey.longKey("websocket.message.max_size.sent");
  static final AttributeKey<Long> PINGS_SENT = AttributeKey.longKey("websocket.pings.sent");
  static final AttributeKey<Long> PINGS_UNANSWERED =
      AttributeKey.longKey("websocket.pings.unanswered");
  static final AttributeKey<Double> PING_RTT_LAST =
      AttributeKey.doubleKey("websocket.ping.rtt.last");
  static final AttributeKey<Double> PING_RTT_MAX = AttributeKey.doubleKey("websocket.ping.rtt.max");
  static final AttributeKey<Double> IDLE_BEFORE_CLOSE =
      AttributeKey.doubleKey("websocket.idle_before_close");
  static final AttributeKey<Double> LOCAL_STALL = AttributeKey.doubleKey("websocket.local.stall");
  static final AttributeKey<String> LOCAL_STALL_KIND =
      AttributeKey.stringKey("websocket.local.stall.kind");
  static final AttributeKey<Long> SEND_PENDING = AttributeKey.longKey("websocket.send.pending");
  static final AttributeKey<Double> SEND_STALLED = AttributeKey.doubleKey("websocket.send.stalled");
  static final AttributeKey<Long> TCP_UNACKED = AttributeKey.longKey("websocket.tcp.unacked");
  static final AttributeKey<Long> TCP_RETRANSMITS =
      AttributeKey.longKey("websocket.tcp.retransmits");
  static final AttributeKey<Boolean> INCOMPLETE =
      AttributeKey.booleanKey("websocket.observation.incomplete");

  /** Of a log record: how many before it were left out. */
  static final AttributeKey<Long> RECORDS_SUPPRESSED =
      AttributeKey.longKey("websocket.log.records.suppressed");

  /** Of a line of JSON: how many closes before it had none. */
  static final AttributeKey<Long> LINES_SUPPRESSED =
      AttributeKey.longKey("websocket.log.lines.suppressed");

  /** Where an API of OpenTelemetry's has no name for an event: before 1.50. */
  static final AttributeKey<String> EVENT_NAME = AttributeKey.stringKey("event.name");

  static final AttributeKey<String> OVERDUE = AttributeKey.stringKey("websocket.overdue");
  static final AttributeKey<String> RULE = AttributeKey.stringKey("websocket.violation.rule");
  static final AttributeKey<String> RULE_SECTION =
      AttributeKey.stringKey("websocket.violation.section");
  static final AttributeKey<String> RULE_EXPLANATION =
      AttributeKey.stringKey("websocket.violation.explanation");
  static final AttributeKey<Long> VIOLATION_FRAME =
      AttributeKey.longKey("websocket.violation.frame_index");
  static final AttributeKey<Long> VIOLATION_OFFSET =
      AttributeKey.longKey("websocket.violation.byte_offset");
  static final AttributeKey<Boolean> FRAME_FIN = AttributeKey.booleanKey("websocket.frame.fin");
  static final AttributeKey<Long> FRAME_RSV = AttributeKey.longKey("websocket.frame.rsv");
  static final AttributeKey<Long> FRAME_SIZE = AttributeKey.longKey("websocket.frame.size");

  private AttributeNames() {}

  public static String role(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  public static String direction(boolean received) {
    return received ? "receive" : "transmit";
  }

  /** The name of an opcode of RFC 6455 5.2. */
  public static String opcode(int opcode) {
    return switch (opcode) {
      case 0 -> "continuation";
      case 1 -> "text";
      case 2 -> "binary";
      case 8 -> "close";
      case 9 -> "ping";
      case 10 -> "pong";
      default -> "reserved";
    };
  }
}
