// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnThread;
import dev.hangup.observer.Clock;
import dev.hangup.telemetry.SpanClaim;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Spans on their way out, in the place of OpenTelemetry's batch processor: that one drops what is
 * too much and says nothing of it. Here a span needs a place before it is made, so that each one is
 * either exported or counted as suppressed, whatever comes at once and however slow the collector
 * is.
 *
 * <p>Abnormal ends go first: one that finds no place takes that of another, as long as that one has
 * not left. To that end spans wait for a second, which is what the limit looks back on.
 *
 * <p>One lock, taken three times per ended connection and never while anything is sent. The thread
 * that sends is a daemon and is there from the start, since a thread made later would be made in
 * the middle of the application.
 */
final class SpanQueue implements SpanProcessor {

  private final SpanExporter exporter;
  private final QueueLimits limits;
  private final Clock clock;
  private final long patience;
  private final CompletableResultCode ended = new CompletableResultCode();

  private final Object lock = new Object();
  private final QueueSlots places;
  private final Map<String, QueueSlot> started = new HashMap<>();
  private final List<Flush> flushes = new ArrayList<>();
  private boolean closing;
  private boolean over;

  private SpanQueue(SpanExporter exporter, QueueLimits limits, Clock clock) {
    this.exporter = exporter;
    this.limits = limits;
    this.clock = clock;
    this.patience = Math.min(limits.delay(), QueueSlots.SECOND);
    this.places = new QueueSlots(limits.perSecond(), limits.waiting());
  }

  static SpanQueue started(SpanExporter exporter, QueueLimits limits, Clock clock) {
    SpanQueue queue = new SpanQueue(exporter, limits, clock);
    OwnThread.daemon("hangup-spans", queue::run).start();
    return queue;
  }

  /** Somebody waits for all that had ended when he asked. */
  private record Flush(CompletableResultCode result, long upTo) {}

  /** Gives the spans of one end a place, if there is one or one can be made; else they are out. */
  boolean grant(SpanClaim claim) {
    List<QueueSlot> displaced = new ArrayList<>(0);
    QueueSlot granted;
    synchronized (lock) {
      granted = closing ? null : places.grant(claim, clock.nanoTime(), displaced);
    }
    for (QueueSlot other : displaced) {
      other.claim.refuse();
    }
    if (granted == null) {
      return false;
    }
    claim.place(granted);
    return true;
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {
    SpanClaim claim = SpanClaim.of(parentContext);
    if (claim != null && claim.place() instanceof QueueSlot place) {
      synchronized (lock) {
        started.put(span.getSpanContext().getSpanId(), place);
      }
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    QueueSlot place;
    synchronized (lock) {
      place = started.remove(span.getSpanContext().getSpanId());
      if (place == null) {
        return;
      }
      if (!over) {
        places.ended(place, span, clock.nanoTime());
        if (places.waiting() == 1 || places.waiting() == limits.batch()) {
          lock.notifyAll();
        }
        return;
      }
    }
    place.claim.refuse();
  }

  private void run() {
    boolean good = true;
    try {
      boolean goesOn = true;
      while (goesOn) {
        try {
          goesOn = awaitWork();
          good &= !goesOn || sendDue();
        } catch (Throwable t) { // no memory for a batch: there is no other thread that would send
          good = false;
          ExportThread.rest();
        }
      }
      good &= sendUpTo(List.of(new Flush(ended, Long.MAX_VALUE)));
    } finally {
      end(good);
    }
  }

  private boolean sendDue() {
    List<Flush> waited = flushes();
    boolean sent = false;
    try {
      sent = sendUpTo(waited);
    } finally {
      for (Flush flush : waited) {
        Delivery.complete(flush.result(), sent);
      }
    }
    return sent;
  }

  private void end(boolean good) {
    try {
      exporter.shutdown();
    } finally {
      List<QueueSlot> left;
      synchronized (lock) {
        over = true;
        left = places.take(Integer.MAX_VALUE, Long.MAX_VALUE, 0);
      }
      left.forEach(place -> place.claim.refuse());
      Delivery.complete(ended, good);
      for (Flush flush : flushes()) {
        Delivery.complete(flush.result(), good);
      }
    }
  }

  private List<Flush> flushes() {
    synchronized (lock) {
      List<Flush> waited = List.copyOf(flushes);
      flushes.clear();
      return waited;
    }
  }

  /** False at the end. */
  private boolean awaitWork() {
    synchronized (lock) {
      while (!closing && flushes.isEmpty()) {
        long left = untilDue();
        if (left <= 0) {
          break;
        }
        // Not less than it takes to be due: a wait of nothing is one for ever.
        ExportThread.waitFor(lock, TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
      return !closing;
    }
  }

  private long untilDue() {
    QueueSlot oldest = places.oldest();
    if (oldest == null) {
      return TimeUnit.HOURS.toNanos(1);
    }
    long due = places.waiting() >= limits.batch() ? patience : limits.delay();
    return oldest.since + due - clock.nanoTime();
  }

  /** What is due, and all that somebody waits for. */
  private boolean sendUpTo(List<Flush> waited) {
    long upTo = waited.stream().mapToLong(Flush::upTo).max().orElse(-1);
    boolean good = true;
    while (true) {
      List<QueueSlot> batch;
      synchronized (lock) {
        batch = places.take(limits.batch(), upTo, clock.nanoTime() - patience);
      }
      if (batch.isEmpty()) {
        return good;
      }
      good &= send(batch);
    }
  }

  private boolean send(List<QueueSlot> batch) {
    boolean delivered = false;
    try {
      delivered = delivered(batch);
    } finally {
      synchronized (lock) {
        places.gone(batch);
      }
      if (!delivered) {
        batch.forEach(place -> place.claim.refuse());
      }
    }
    return delivered;
  }

  private boolean delivered(List<QueueSlot> batch) {
    batch.sort(Comparator.comparingLong(place -> place.order));
    List<SpanData> spans = new ArrayList<>();
    for (QueueSlot place : batch) {
      for (ReadableSpan span : place.spans) {
        spans.add(span.toSpanData());
      }
    }
    return Delivery.isTaken(() -> exporter.export(spans), limits.timeout());
  }

  @Override
  public CompletableResultCode forceFlush() {
    synchronized (lock) {
      if (closing) {
        return ended;
      }
      CompletableResultCode result = new CompletableResultCode();
      flushes.add(new Flush(result, places.lastOrder()));
      lock.notifyAll();
      return result;
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    return ended;
  }

  @Override
  public String toString() {
    return "SpanQueue{" + exporter + ", " + limits + "}";
  }
}
