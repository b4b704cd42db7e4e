// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * No metrics yet: the agent is there, and no WebSocket class was loaded. One sample says so, the
 * one that says it later too, so that a rule can tell this from a service without the agent. Needs
 * no OpenTelemetry.
 */
final class IdlePages implements Pages {

  private static final String SAMPLE = "target_info{telemetry_distro_name=\"hangup\"} 1\n";

  /** OpenMetrics 1.0, 4.2.4.4: of an info the name of the family has no suffix. */
  private static final String OPEN_METRICS = "# TYPE target info\n" + SAMPLE + "# EOF\n";

  private static final String TEXT = "# TYPE target_info gauge\n" + SAMPLE;

  @Override
  public byte[] answer(ScrapeRequest request) {
    String page = request.takesOpenMetrics() ? OPEN_METRICS : TEXT;
    String type = request.accepted();
    return request.answered(
        200,
        Map.of(
            "Content-Type",
            type.startsWith("text/plain")
                ? "text/plain; version=0.0.4; charset=utf-8"
                : type + "; charset=utf-8"),
        page.getBytes(StandardCharsets.US_ASCII));
  }
}
