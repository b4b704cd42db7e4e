// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an upgrade came to nothing: the low-cardinality answer, {@code websocket.handshake.cause}.
 */
public enum HandshakeCause {
  UPGRADE_STRIPPED,
  ORIGIN_REFUSED,
  UNAUTHORIZED,
  NOT_FOUND,
  BAD_VERSION,
  BAD_REQUEST,
  SUBPROTOCOL,
  REDIRECTED,
  UNAVAILABLE,
  WRONG_ACCEPT,
  CONNECT_FAILED,
  DNS_FAILED,
  TLS_FAILED,
  TIMED_OUT,
  CONNECTION_LOST,
  HANDLER_FAILED,
  OTHER;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** As it stands in attributes. */
  public String id() {
    return id;
  }

  /** Null where there is none of that id. */
  public static @Nullable HandshakeCause byId(String id) {
    for (HandshakeCause cause : values()) {
      if (cause.id.equals(id)) {
        return cause;
      }
    }
    return null;
  }
}
