// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnThread;
import dev.hangup.observer.Clock;
import dev.hangup.telemetry.LeftOutRecords;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Log records on their way out, in the place of OpenTelemetry's {@code BatchLogRecordProcessor}:
 * that one drops what is too much and only counts it in a metric of its own. Here what is dropped,
 * or could not be delivered, is counted, and the next record says how many.
 *
 * <p>One lock, never held while anything is sent. As with {@link SpanQueue} the thread {@code
 * hangup-logs} that sends is a daemon and there from the start.
 */
final class RecordQueue implements LogRecordProcessor {

  private final LogRecordExporter exporter;
  private final QueueLimits limits;
  private final Clock clock;
  private final CompletableResultCode ended = new CompletableResultCode();

  private final Object lock = new Object();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<CompletableResultCode> flushes = new ArrayList<>();

  /** Those that wait, and those on their way. */
  private int used;

  private boolean closing;

  /** A record, whom to tell if it is lost, and since when it waits. */
  private record Waiting(LogRecordData data, @Nullable LeftOutRecords leftOut, long since) {
    void lost() {
      if (leftOut != null) {
        leftOut.undelivered(data.getAttributes());
      }
    }
  }

  private RecordQueue(LogRecordExporter exporter, QueueLimits limits, Clock clock) {
    this.exporter = exporter;
    this.limits = limits;
    this.clock = clock;
  }

  static RecordQueue started(LogRecordExporter exporter, QueueLimits limits, Clock clock) {
    RecordQueue queue = new RecordQueue(exporter, limits, clock);
    OwnThread.daemon("hangup-logs", queue::run).start();
    return queue;
  }

  @Override
  public void onEmit(Context context, ReadWriteLogRecord logRecord) {
    Waiting one =
        new Waiting(logRecord.toLogRecordData(), LeftOutRecords.of(context), clock.nanoTime());
    synchronized (lock) {
      if (!closing && used < limits.waiting()) {
        used++;
        waiting.addLast(one);
        if (waiting.size() == 1 || waiting.size() == limits.batch()) {
          lock.notifyAll();
        }
        return;
      }
    }
    one.lost();
  }

  private void run() {
    boolean good = true;
    try {
      boolean goesOn = true;
      while (goesOn) {
        try {
          goesOn = awaitWork();
          good &= sendWaiting();
        } catch (Throwable t) { // no memory for a batch: there is no other thread that would send
          good = false;
          ExportThread.rest();
        }
      }
    } finally {
      end(good);
    }
  }

  private boolean sendWaiting() {
    List<CompletableResultCode> waited = flushes();
    boolean sent = false;
    try {
      sent = sendAll();
    } finally {
      for (CompletableResultCode flush : waited) {
        Delivery.complete(flush, sent);
      }
    }
    return sent;
  }

  private void end(boolean good) {
    try {
      exporter.shutdown();
    } finally {
      List<Waiting> left;
      synchronized (lock) {
        closing = true;
        left = new ArrayList<>(waiting);
        waiting.clear();
      }
      left.forEach(Waiting::lost);
      Delivery.complete(ended, good);
      flushes().forEach(flush -> Delivery.complete(flush, good));
    }
  }

  private List<CompletableResultCode> flushes() {
    synchronized (lock) {
      List<CompletableResultCode> waited = List.copyOf(flushes);
      flushes.clear();
      return waited;
    }
  }

  /** False at the end. */
  private boolean awaitWork() {
    synchronized (lock) {
      while (!closing && flushes.isEmpty() && waiting.size() < limits.batch()) {
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
    Waiting oldest = waiting.peekFirst();
    return oldest == null
        ? TimeUnit.HOURS.toNanos(1)
        : oldest.since + limits.delay() - clock.nanoTime();
  }

  /** Those that wait now; what comes meanwhile waits its time. */
  private boolean sendAll() {
    boolean good = true;
    int left;
    synchronized (lock) {
      left = waiting.size();
    }
    while (left > 0) {
      List<Waiting> batch = new ArrayList<>();
      synchronized (lock) {
        while (batch.size() < Math.min(left, limits.batch())) {
          batch.add(waiting.removeFirst());
        }
      }
      left -= batch.size();
      good &= send(batch);
    }
    return good;
  }

  private boolean send(List<Waiting> batch) {
    boolean delivered = false;
    try {
      delivered = delivered(batch);
    } finally {
      synchronized (lock) {
        used -= batch.size();
      }
      if (!delivered) {
        batch.forEach(Waiting::lost);
      }
    }
    return delivered;
  }

  private boolean delivered(List<Waiting> batch) {
    List<LogRecordData> records = new ArrayList<>();
    for (Waiting each : batch) {
      records.add(each.data);
    }
    return Delivery.isTaken(() -> exporter.export(records), limits.timeout());
  }

  @Override
  public CompletableResultCode forceFlush() {
    synchronized (lock) {
      if (closing) {
        return ended;
      }
      CompletableResultCode result = new CompletableResultCode();
      flushes.add(result);
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
    return "RecordQueue{" + exporter + ", " + limits + "}";
  }
}
