// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a connection ended: the low-cardinality answer, {@code websocket.close.cause}. */
public enum Cause {
  NORMAL,
  GOING_AWAY,
  IDLE_TIMEOUT_LOCAL,
  IDLE_DROP,
  PING_TIMEOUT,
  PEER_RESET,
  PEER_EOF,
  LOCAL_ABORT,
  WRITE_FAILED,
  CLOSE_TIMEOUT,
  MESSAGE_TOO_BIG,
  PROTOCOL_ERROR,
  INVALID_PAYLOAD,
  POLICY,
  UNSUPPORTED_DATA,
  EXTENSION_MISSING,
  INTERNAL_ERROR,
  RESTART,
  OVERLOAD,
  BAD_GATEWAY,
  TIMEOUT,
  TLS,
  APPLICATION,
  SHUTDOWN,
  UNREACHABLE,
  LOCAL_STALL,
  SLOW_CONSUMER,
  HEARTBEAT_LOST,
  PEER_RESTART,
  MAX_AGE;

  private final String id = name().toLowerCase(Locale.ROOT);

  /**
   * Whether an end with this cause is a failure whatever code stands beside it. With the others the
   * code and the way the transport ended decide.
   */
  public boolean isFailure() {
    return switch (this) {
      case NORMAL,
          GOING_AWAY,
          IDLE_TIMEOUT_LOCAL,
          POLICY,
          UNSUPPORTED_DATA,
          EXTENSION_MISSING,
          RESTART,
          OVERLOAD,
          BAD_GATEWAY,
          TIMEOUT,
          APPLICATION,
          SHUTDOWN ->
          false;
      case IDLE_DROP,
          PING_TIMEOUT,
          PEER_RESET,
          PEER_EOF,
          LOCAL_ABORT,
          WRITE_FAILED,
          CLOSE_TIMEOUT,
          MESSAGE_TOO_BIG,
          PROTOCOL_ERROR,
          INVALID_PAYLOAD,
          INTERNAL_ERROR,
          TLS,
          UNREACHABLE,
          LOCAL_STALL,
          SLOW_CONSUMER,
          HEARTBEAT_LOST,
          PEER_RESTART,
          MAX_AGE ->
          true;
    };
  }

  /** As it stands in attributes. */
  public String id() {
    return id;
  }

  /** Null where there is none of that id. */
  public static @Nullable Cause byId(String id) {
    for (Cause cause : values()) {
      if (cause.id.equals(id)) {
        return cause;
      }
    }
    return null;
  }
}
