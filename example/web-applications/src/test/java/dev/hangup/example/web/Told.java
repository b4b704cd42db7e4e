// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Map;
import java.util.TreeMap;

/** What was told of one connection. */
record Told(String name, String kind, boolean error, Map<String, String> attributes) {

  static Told of(Span span) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : span.getAttributesList()) {
      attributes.put(attribute.getKey(), text(attribute.getValue()));
    }
    return new Told(
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", ""),
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
        attributes);
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> value.getStringValue();
    };
  }

  String get(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  /** Code, cause and whether it was clean: {@code 1000 normal clean}. */
  String end() {
    return get("websocket.close.code")
        + ' '
        + get("websocket.close.cause")
        + (get("websocket.close.clean").equals("true") ? " clean" : "");
  }
}
