// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One scrape, kept whole in memory until it is answered. */
final class ScrapeExchange
    implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {

  private final ScrapeRequest request;
  private final Map<String, String> responseHeaders = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status = 200;

  ScrapeExchange(ScrapeRequest request) {
    this.request = request;
  }

  /** The whole of it, as it goes to the wire. */
  byte[] response() {
    return request.answered(status, responseHeaders, body.toByteArray());
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
    return request.path();
  }

  @Override
  public @Nullable String getQueryString() {
    return request.query();
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(
        name.equalsIgnoreCase("Accept") ? List.of(request.accepted()) : request.headers(name));
  }

  @Override
  public String getMethod() {
    return request.method();
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
