// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts log records that are not delivered: those over the limit, and those that the queue of
 * {@code SdkTelemetry} dropped or could not send. The next record says how many. It travels in the
 * record's context, as {@link SpanClaim} does with spans; the SDK of OpenTelemetry's agent does not
 * look for it, so there only the limit counts.
 */
public final class LeftOutRecords {

  private static final ContextKey<LeftOutRecords> KEY = ContextKey.named("hangup-left-out-records");

  private final AtomicLong overLimit = new AtomicLong();
  private final AtomicLong undelivered = new AtomicLong();

  LeftOutRecords() {}

  Context in(Context context) {
    return context.with(KEY, this);
  }

  /** The count that a record made in {@code context} belongs to; null where it has none. */
  public static @Nullable LeftOutRecords of(Context context) {
    return context.get(KEY);
  }

  void overLimit() {
    overLimit.incrementAndGet();
  }

  /** A record is lost, and with it the count that it carried. */
  public void undelivered(Attributes attributes) {
    Long carried = attributes.get(AttributeNames.RECORDS_SUPPRESSED);
    undelivered.addAndGet(1 + (carried == null ? 0 : carried));
  }

  /** What the next record says, and the one after it does not. */
  long take() {
    return overLimit.getAndSet(0) + undelivered.getAndSet(0);
  }

  /** Those that no record has told of. */
  long overLimitSinceLast() {
    return overLimit.get();
  }
}
