// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.export.log.Logger;
import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.time.Instant;
import java.util.Collection;
import java.util.logging.Level;

/**
 * Log records as lines, in the form OpenTelemetry's own exporter has. That one writes to standard
 * output, which belongs to the application.
 */
final class ConsoleRecords implements LogRecordExporter {

  /** By a name that the logger lets pass as it is. */
  private static final Logger LOGGER =
      Logger.getLogger("io.opentelemetry.exporter.logging.LogRecords");

  @Override
  public CompletableResultCode export(Collection<LogRecordData> records) {
    for (LogRecordData each : records) {
      LOGGER.log(Level.INFO, line(each));
    }
    return CompletableResultCode.ofSuccess();
  }

  private static String line(LogRecordData each) {
    return each.getEventName()
        + " "
        + Instant.ofEpochSecond(0, each.getTimestampEpochNanos())
        + " "
        + each.getSeverity()
        + " '"
        + (each.getBodyValue() == null ? "" : each.getBodyValue().asString())
        + "' : "
        + each.getSpanContext().getTraceId()
        + " "
        + each.getSpanContext().getSpanId()
        + " [logger: "
        + TelemetryEvents.SCOPE
        + ":"
        + TelemetryEvents.version()
        + "] "
        + each.getAttributes();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
