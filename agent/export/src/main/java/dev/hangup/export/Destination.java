// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.net.URI;

/**
 * Where one kind of data is sent.
 *
 * @param signal {@code traces}, {@code metrics} or {@code logs}, as in the names of settings
 * @param setting what to change when the endpoint is wrong
 * @param timeout likewise when there is too little time
 */
record Destination(String signal, URI endpoint, String setting, String timeout) {

  Destination(String signal, URI endpoint, String setting) {
    this(signal, endpoint, setting, OtlpSettings.TIMEOUT);
  }

  /** Without the path: what the collector's kinds of data have in common. */
  String collector() {
    return endpoint.getScheme() + "://" + endpoint.getAuthority();
  }

  /** What is sent there, in plain words. */
  String data() {
    return switch (signal) {
      case "traces" -> "spans";
      case "logs" -> "log records";
      default -> signal;
    };
  }
}
