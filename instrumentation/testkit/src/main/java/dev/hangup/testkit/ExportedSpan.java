// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The span of a connection that ended, or of a handshake that failed.
 *
 * @param name of the span
 * @param kind {@code SERVER} or {@code CLIENT}
 * @param error whether its status says error
 * @param traceId of the trace it belongs to
 * @param parentId of the span it is below, all zeros for none
 * @param attributes all of them, by name
 * @param violations the rules broken, in the order of their events
 * @param frames how many frame headers it carries
 * @param frameTimes when they passed, in nanoseconds, by direction
 */
public record ExportedSpan(
    String name,
    String kind,
    boolean error,
    String traceId,
    String parentId,
    Map<String, Object> attributes,
    List<String> violations,
    int frames,
    Map<String, List<Long>> frameTimes) {

  static ExportedSpan by(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return new ExportedSpan(
        span.getName(),
        span.getKind().name(),
        span.getStatus().getStatusCode() == StatusCode.ERROR,
        span.getTraceId(),
        span.getParentSpanId(),
        attributes,
        events(span, "websocket.violation").map(ExportedSpan::rule).toList(),
        (int) events(span, "websocket.frame").count(),
        events(span, "websocket.frame")
            .collect(
                Collectors.groupingBy(
                    ExportedSpan::direction,
                    Collectors.mapping(EventData::getEpochNanos, Collectors.toList()))));
  }

  private static String direction(EventData frame) {
    return String.valueOf(frame.getAttributes().get(stringKey("network.io.direction")));
  }

  private static java.util.stream.Stream<EventData> events(SpanData span, String name) {
    return span.getEvents().stream().filter(event -> event.getName().equals(name));
  }

  private static String rule(EventData violation) {
    StringBuilder rule = new StringBuilder();
    violation
        .getAttributes()
        .forEach(
            (key, value) -> {
              if (key.getKey().equals("websocket.violation.rule")) {
                rule.append(value);
              }
            });
    return rule.toString();
  }

  /** One attribute; it must be there. */
  public Object attribute(String name) {
    Object value = attributes.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + attributes);
    }
    return value;
  }
}
