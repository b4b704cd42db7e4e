// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.time.Duration;

/**
 * How much waits, and for how long, under the names of OpenTelemetry's batch processors. Durations
 * are in nanoseconds.
 *
 * @param perSecond spans in any one second
 * @param waiting spans or log records at most, those on their way included
 * @param batch likewise in one export
 * @param delay from a span's end to its export
 * @param timeout of one export
 */
record QueueLimits(int perSecond, int waiting, int batch, long delay, long timeout) {

  static QueueLimits ofSpans(ConfigProperties config, int perSecond) {
    return read("otel.bsp.", config, perSecond, Duration.ofSeconds(5));
  }

  /** The limit per second is not the queue's: a record over it is not even made. */
  static QueueLimits ofRecords(ConfigProperties config) {
    return read("otel.blrp.", config, Integer.MAX_VALUE, Duration.ofSeconds(1));
  }

  private static QueueLimits read(
      String prefix, ConfigProperties config, int perSecond, Duration delay) {
    int waiting = config.getInt(prefix + "max.queue.size", 2048);
    return new QueueLimits(
        perSecond,
        waiting,
        Math.min(waiting, config.getInt(prefix + "max.export.batch.size", 512)),
        config.getDuration(prefix + "schedule.delay", delay).toNanos(),
        config.getDuration(prefix + "export.timeout", Duration.ofSeconds(30)).toNanos());
  }
}
