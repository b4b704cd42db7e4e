// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the agent's sampler and processor must know of the spans of one end before there are any:
 * whether head sampling may lose them, how many they are, and whom to tell if they are left out. It
 * travels in the parent's context. Where neither is ours it is not read, and the sampler's word
 * stands.
 */
public final class SpanClaim {

  private static final ContextKey<SpanClaim> KEY = ContextKey.named("hangup-span-claim");

  private final boolean abnormal;
  private final int spans;
  private final IntConsumer suppressed;
  private final AtomicBoolean refused = new AtomicBoolean();

  /** Written before the span exists, by the thread that makes it. */
  private @Nullable Object place;

  /**
   * @param abnormal an end that is no end as it should be
   * @param suppressed told once how many spans were left out
   */
  SpanClaim(boolean abnormal, int spans, IntConsumer suppressed) {
    this.abnormal = abnormal;
    this.spans = spans;
    this.suppressed = suppressed;
  }

  Context in(Context parent) {
    return parent.with(KEY, this);
  }

  /** The claim of the span that starts under {@code parent}; null for a span of another library. */
  public static @Nullable SpanClaim of(Context parent) {
    return parent.get(KEY);
  }

  public boolean abnormal() {
    return abnormal;
  }

  /** All of them are recorded, or none. */
  public int spans() {
    return spans;
  }

  /** The place that the exporter gave to these spans; null before. */
  public @Nullable Object place() {
    return place;
  }

  public void place(Object granted) {
    place = granted;
  }

  /** They are left out: counted, however often it is said. */
  public void refuse() {
    if (refused.compareAndSet(false, true)) {
      suppressed.accept(spans);
    }
  }
}
