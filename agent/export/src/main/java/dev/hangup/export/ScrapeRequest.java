// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What somebody asks of the endpoint: request line and headers. Knows nothing of metrics. */
final class ScrapeRequest {

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain";

  /** Of names with characters that older readers do not know; an unknown way is refused below. */
  private static final Pattern ESCAPING =
      Pattern.compile("escaping=(allow-utf-8|underscores|dots|values)\\b");

  private final String method;
  private final String target;
  private final List<String> headers;

  /**
   * @param request request line and headers, as they came
   */
  ScrapeRequest(String request) {
    List<String> requestLines = request.lines().toList();
    String[] first = requestLines.get(0).split(" ", -1);
    method = first[0];
    target = first.length > 1 ? first[1] : "";
    headers = requestLines.subList(1, requestLines.size());
  }

  String method() {
    return method;
  }

  boolean isScrape() {
    return (method.equals("GET") || method.equals("HEAD")) && path().equals("/metrics");
  }

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  @Nullable String query() {
    int query = target.indexOf('?');
    return query < 0 ? null : target.substring(query + 1);
  }

  List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0 && header.substring(0, colon).equalsIgnoreCase(name)) {
        values.add(header.substring(colon + 1).strip());
      }
    }
    return values;
  }

  boolean takesOpenMetrics() {
    return String.join(",", headers("Accept")).contains(OPEN_METRICS);
  }

  /**
   * What is written is text, as OpenMetrics where the reader asks for that, whatever else is asked
   * for: Prometheus would like protobuf first where it looks for native histograms, takes text as
   * well, and counts an error as a dead target.
   */
  String accepted() {
    if (!takesOpenMetrics()) {
      return TEXT;
    }
    Matcher escaping = ESCAPING.matcher(String.join(",", headers("Accept")));
    return OPEN_METRICS
        + "; version=1.0.0"
        + (escaping.find() ? "; escaping=" + escaping.group(1) : "");
  }

  /** The answer to it, whole. */
  byte[] answered(int status, Map<String, String> responseHeaders, byte[] body) {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(status).append(status == 200 ? " OK" : " Error").append("\r\n");
    responseHeaders.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!responseHeaders.containsKey("Content-Length")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!method.equals("HEAD")) {
      whole.writeBytes(body);
    }
    return whole.toByteArray();
  }

  /** That there is nothing else here. */
  byte[] refused() {
    return answered(
        404,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        "metrics are at /metrics\n".getBytes(StandardCharsets.UTF_8));
  }
}
