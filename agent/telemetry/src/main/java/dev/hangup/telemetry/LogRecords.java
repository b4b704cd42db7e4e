// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.codec.Violation;
import dev.hangup.observer.Clock;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.PeerLost;
import dev.hangup.tap.PeerText;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One log record for each end that {@code hangup.log} covers, for who searches logs first. Nothing
 * is made of a record that finds no room: it is only counted, and the next one says how many there
 * were.
 */
final class LogRecords {

  /**
   * {@code LogRecordBuilder.setEventName} came with 1.50 of the API, agents from 2.0 on lack it.
   */
  private static final boolean NAMED = hasEventNames();

  private final Logger logger;
  private final ObserverSettings settings;
  private final RecordLimit limit;
  private final LeftOutRecords leftOut = new LeftOutRecords();

  LogRecords(Logger logger, ObserverSettings settings, Clock clock) {
    this.logger = logger;
    this.settings = settings;
    this.limit = new RecordLimit(settings.logRecordsPerSecond(), clock);
  }

  private static boolean hasEventNames() {
    try {
      LogRecordBuilder.class.getMethod("setEventName", String.class);
      return true;
    } catch (NoSuchMethodException | LinkageError | SecurityException before150) {
      return false;
    }
  }

  /** With what happened on the connection, where that is wanted here. */
  void ended(EndedConnection connection, Context inside) {
    if (settings.log().wants(connection.error()) && !connection.oneOfMany()) {
      LogRecordBuilder record =
          begun(connection.error(), EventNames.CLOSE, inside, connection.endEpochNanos());
      if (record != null) {
        EndAttributes.all(record::setAttribute, connection, settings);
        emit(record, Severities.of(connection), body(connection));
      }
    }
    if (settings.events().asRecords()) {
      connection.violations().forEach(seen -> violation(connection, seen, inside));
      connection.lastFrames().forEach(seen -> frame(connection, seen, inside));
    }
  }

  /** One record for all of them. */
  void lost(PeerLost lost) {
    if (settings.log().wants(true)) {
      LogRecordBuilder record =
          begun(true, EventNames.PEER_LOST, Context.root(), lost.first().endEpochNanos());
      if (record != null) {
        EndAttributes.all(record::setAttribute, lost, settings);
        emit(record, Severities.of(lost.first()), body(lost));
      }
    }
  }

  /** An upgrade that came to nothing: strangers must not use up the room of what broke. */
  void failed(FailedHandshake failed, Context inside) {
    if (!settings.log().wants(true)) {
      return;
    }
    LogRecordBuilder record =
        begun(false, EventNames.HANDSHAKE_FAILED, inside, failed.endEpochNanos());
    if (record != null) {
      HandshakeAttributes.failed(record::setAttribute, failed, settings);
      emit(record, Severities.of(failed), body(failed));
    }
  }

  private void violation(
      EndedConnection connection, EndedConnection.SeenViolation seen, Context inside) {
    LogRecordBuilder record = begun(false, EventNames.VIOLATION, inside, seen.epochNanos());
    if (record != null) {
      putAll(record, EndEvents.violation(seen));
      HandshakeAttributes.identity(
          record::setAttribute, connection.series(), connection.handshake());
      Violation violation = seen.violation();
      emit(
          record,
          seen.received() ? Severity.WARN : Severity.ERROR,
          (seen.received() ? "the peer broke " : "this side broke ")
              + violation.rule().id()
              + ": "
              + violation.rule().explanation());
    }
  }

  private void frame(EndedConnection connection, EndedConnection.SeenFrame seen, Context inside) {
    LogRecordBuilder record = begun(false, EventNames.FRAME, inside, seen.epochNanos());
    if (record != null) {
      putAll(record, EndEvents.frame(seen));
      HandshakeAttributes.identity(
          record::setAttribute, connection.series(), connection.handshake());
      emit(
          record,
          Severity.INFO,
          (seen.received() ? "received " : "sent ")
              + AttributeNames.opcode(seen.firstByte() & 0x0f)
              + " frame of "
              + seen.length()
              + " bytes");
    }
  }

  /** Null where there is no room; then it is counted. */
  private @Nullable LogRecordBuilder begun(
      boolean first, String event, Context inside, long epochNanos) {
    if (!limit.take(first)) {
      leftOut.overLimit();
      return null;
    }
    LogRecordBuilder record =
        logger
            .logRecordBuilder()
            .setContext(leftOut.in(inside))
            .setTimestamp(epochNanos, TimeUnit.NANOSECONDS);
    if (NAMED) {
      record.setEventName(event);
    } else {
      record.setAttribute(AttributeNames.EVENT_NAME, event);
    }
    long before = leftOut.take();
    if (before > 0) {
      record.setAttribute(AttributeNames.RECORDS_SUPPRESSED, before);
    }
    return record;
  }

  /** Each part is clean by itself; this is what keeps it one line, whatever a part becomes. */
  private static void emit(LogRecordBuilder record, Severity severity, String body) {
    record
        .setSeverity(severity)
        .setSeverityText(severity.name())
        .setBody(PeerText.clean(body, Integer.MAX_VALUE))
        .emit();
  }

  static String body(EndedConnection connection) {
    String evidence = connection.diagnosis().evidence();
    String remediation = connection.diagnosis().remediation();
    return remediation.isEmpty() ? evidence : evidence + " | " + remediation;
  }

  static String body(PeerLost lost) {
    return lost.count() + " connections ended together: " + body(lost.first());
  }

  static String body(FailedHandshake failed) {
    return failed.diagnosis().evidence() + " | " + failed.diagnosis().remediation();
  }

  private static void putAll(LogRecordBuilder record, Attributes attributes) {
    attributes.forEach((key, value) -> put(record, key, value));
  }

  @SuppressWarnings("unchecked") // what came out under a key goes in under it
  private static <T> void put(LogRecordBuilder record, AttributeKey<T> key, Object value) {
    record.setAttribute(key, (T) value);
  }

  /** Those over the limit that no record has told of. */
  long untold() {
    return leftOut.overLimitSinceLast();
  }
}
