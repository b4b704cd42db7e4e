// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.util.Map;

/** What was told of one connection or handshake: a span as it came over the wire. */
record Told(String service, String name, boolean error, Map<String, String> attributes) {

  String get(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  boolean failedHandshake() {
    return !attributes.containsKey("websocket.close.code");
  }

  String said() {
    if (failedHandshake()) {
      return "handshake failed: %s %s, error.type %s%n      | %s%n      | %s"
          .formatted(
              get("http.response.status_code"),
              get("websocket.handshake.cause"),
              get("error.type"),
              get("websocket.handshake.evidence"),
              get("websocket.handshake.remediation"));
    }
    return "%s %s, %s, %s, status %s, rule %s%n      | %s%n      | %s"
        .formatted(
            get("websocket.close.code"),
            get("websocket.close.cause"),
            get("websocket.close.initiator"),
            get("websocket.close.clean").equals("true") ? "clean" : "unclean",
            error ? "error" : "unset",
            get("websocket.close.rule"),
            get("websocket.close.evidence"),
            get("websocket.close.remediation"));
  }
}
