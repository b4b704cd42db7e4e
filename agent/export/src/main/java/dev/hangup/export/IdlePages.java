// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** No metrics yet: the target is up, and nobody has used WebSocket. Needs no OpenTelemetry. */
final class IdlePages implements Pages {

  @Override
  public byte[] answer(ScrapeRequest request) {
    // OpenMetrics 1.0, 3.1: even a page with nothing on it ends with this.
    byte[] body = (request.takesOpenMetrics() ? "# EOF\n" : "").getBytes(StandardCharsets.US_ASCII);
    String type = request.accepted();
    return request.answered(
        200,
        Map.of(
            "Content-Type",
            type.startsWith("text/plain")
                ? "text/plain; version=0.0.4; charset=utf-8"
                : type + "; charset=utf-8"),
        body);
  }
}
