// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One scrape, kept whole in memory until it is answered. */
final class ScrapeExchange
    implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain";

  /** Of names with characters that older readers do not know; an unknown way is refused below. */
  private static final Pattern ESCAPING =
      Pattern.compile("escaping=(allow-utf-8|underscores|dots|values)\\b");

  private final String method;
  private final String target;
  private final List<String> headers;
  private final Map<String, String> responseHeaders = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status = 200;

  /**
   * @param request request line and headers, as they came
   */
  ScrapeExchange(String request) {
    List<String> requestLines = request.lines().toList();
    String[] first = requestLines.get(0).split(" ", -1);
    method = first[0];
    target = first.length > 1 ? first[1] : "";
    headers = requestLines.subList(1, requestLines.size());
  }

  boolean isScrape() {
    return (method.equals("GET") || method.equals("HEAD")) && getRequestPath().equals("/metrics");
  }

  /** Answers that there is nothing else here. */
  void refuse() {
    text(404, "metrics are at /metrics\n");
  }

  /** The whole of it, as it goes to the wire. */
  byte[] response() throws IOException {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(status).append(status == 200 ? " OK" : " Error").append("\r\n");
    responseHeaders.putIfAbsent("Content-Length", Integer.toString(body.size()));
    responseHeaders.put("Connection", "close");
    responseHeaders.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!method.equals("HEAD")) {
      body.writeTo(whole);
    }
    return whole.toByteArray();
  }

  private void text(int code, String message) {
    status = code;
    responseHeaders.clear();
    responseHeaders.put("Content-Type", "text/plain; charset=utf-8");
    body.reset();
    body.writeBytes(message.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public PrometheusHttpRequest getRequest() {
    return this;
  }

  @Override
  public PrometheusHttpResponse getResponse() {
    return this;
  }

  @Override
  public void handleException(IOException e) {
    text(500, "metrics cannot be written: " + e + "\n");
  }

  @Override
  public void handleException(RuntimeException e) {
    text(500, "metrics cannot be read: " + e + "\n");
  }

  @Override
  public void close() {
    // answered when it is complete
  }

  @Override
  public String getRequestPath() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  @Override
  public @Nullable String getQueryString() {
    int query = target.indexOf('?');
    return query < 0 ? null : target.substring(query + 1);
  }

  /**
   * What is written is text, in the words of whoever reads it if that is OpenMetrics, whatever else
   * is asked for: Prometheus would like protobuf first where it looks for native histograms, takes
   * text as well, and counts an error as a dead target.
   */
  private static String accepted(String asked) {
    if (!asked.contains(OPEN_METRICS)) {
      return TEXT;
    }
    Matcher escaping = ESCAPING.matcher(asked);
    return OPEN_METRICS
        + "; version=1.0.0"
        + (escaping.find() ? "; escaping=" + escaping.group(1) : "");
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    List<String> values = new ArrayList<>(headers(name));
    if (name.equalsIgnoreCase("Accept")) {
      String asked = String.join(",", values);
      values.clear();
      values.add(accepted(asked));
    }
    return Collections.enumeration(values);
  }

  private List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon > 0 && header.substring(0, colon).equalsIgnoreCase(name)) {
        values.add(header.substring(colon + 1).strip());
      }
    }
    return values;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public void setHeader(String name, String value) {
    responseHeaders.put(name, value);
  }

  @Override
  public OutputStream sendHeadersAndGetBody(int statusCode, int contentLength) {
    status = statusCode;
    return body;
  }
}
