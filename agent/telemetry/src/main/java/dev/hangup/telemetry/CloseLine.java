// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.JsonLine;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.PeerLost;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * A close, or an upgrade that failed, as one line of JSON, for pipelines that read standard error
 * or a file.
 */
final class CloseLine {

  private CloseLine() {}

  /**
   * What a log record of the same end has, under the same names.
   *
   * @param inside where its trace and span are
   * @param skipped how many ends before it had no line
   */
  static String of(
      EndedConnection connection, Context inside, ObserverSettings settings, long skipped) {
    JsonLine line =
        new JsonLine()
            .put("time", JsonLine.time(connection.endEpochNanos()))
            .put("level", Severities.of(connection).name())
            .put(AttributeNames.EVENT_NAME.getKey(), EventNames.CLOSE)
            .put("message", LogRecords.body(connection));
    put(line, inside);
    EndAttributes.all(into(line), connection, settings);
    return ended(line, skipped);
  }

  /** Of many that ended together. */
  static String of(PeerLost lost, ObserverSettings settings, long skipped) {
    JsonLine line =
        new JsonLine()
            .put("time", JsonLine.time(lost.first().endEpochNanos()))
            .put("level", Severities.of(lost.first()).name())
            .put(AttributeNames.EVENT_NAME.getKey(), EventNames.PEER_LOST)
            .put("message", LogRecords.body(lost));
    EndAttributes.all(into(line), lost, settings);
    return ended(line, skipped);
  }

  /** Of an upgrade that came to nothing. */
  static String of(
      FailedHandshake handshake, Context inside, ObserverSettings settings, long skipped) {
    JsonLine line =
        new JsonLine()
            .put("time", JsonLine.time(handshake.endEpochNanos()))
            .put("level", Severities.of(handshake).name())
            .put(AttributeNames.EVENT_NAME.getKey(), EventNames.HANDSHAKE_FAILED)
            .put("message", LogRecords.body(handshake));
    put(line, inside);
    HandshakeAttributes.failed(into(line), handshake, settings);
    return ended(line, skipped);
  }

  private static void put(JsonLine line, Context inside) {
    SpanContext span = Parents.spanOf(inside);
    if (span.isValid()) {
      line.put("trace_id", span.getTraceId()).put("span_id", span.getSpanId());
    }
  }

  private static AttributeSink into(JsonLine line) {
    return new AttributeSink() {
      @Override
      public <T> void put(AttributeKey<T> key, T value) {
        add(line, key.getKey(), value);
      }
    };
  }

  private static String ended(JsonLine line, long skipped) {
    if (skipped > 0) {
      line.put(AttributeNames.LINES_SUPPRESSED.getKey(), skipped);
    }
    return line.toString();
  }

  private static void add(JsonLine line, String name, Object value) {
    if (value instanceof Long number) {
      line.put(name, number.longValue());
    } else if (value instanceof Double number) {
      line.put(name, number.doubleValue());
    } else if (value instanceof Boolean truth) {
      line.put(name, truth.booleanValue());
    } else if (value instanceof List<?> list) {
      List<String> texts = new ArrayList<>();
      list.forEach(each -> texts.add(String.valueOf(each)));
      line.put(name, texts);
    } else {
      line.put(name, String.valueOf(value));
    }
  }
}
