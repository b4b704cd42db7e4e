// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.time.Duration;

/**
 * How much waits, and for how long, under the names of OpenTelemetry's batch processor. Durations
 * are in nanoseconds.
 *
 * @param perSecond spans in any one second
 * @param waiting spans at most, those on their way included
 * @param batch spans at most in one export
 * @param delay from a span's end to its export
 * @param timeout of one export
 */
record QueueLimits(int perSecond, int waiting, int batch, long delay, long timeout) {

  static QueueLimits read(ConfigProperties config, int perSecond) {
    int waiting = config.getInt("otel.bsp.max.queue.size", 2048);
    return new QueueLimits(
        perSecond,
        waiting,
        Math.min(waiting, config.getInt("otel.bsp.max.export.batch.size", 512)),
        config.getDuration("otel.bsp.schedule.delay", Duration.ofSeconds(5)).toNanos(),
        config.getDuration("otel.bsp.export.timeout", Duration.ofSeconds(30)).toNanos());
  }
}
