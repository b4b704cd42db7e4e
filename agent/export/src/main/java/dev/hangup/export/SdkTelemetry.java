// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.export.log.Logger;
import dev.hangup.jdk.OwnThread;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Telemetry;
import dev.hangup.telemetry.TelemetryEvents;
import dev.hangup.telemetry.TraceIds;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reports through an SDK of our own, set up by what OpenTelemetry's users know. */
public final class SdkTelemetry implements Telemetry {

  private static final long PAUSE_MILLIS = 10;

  private final TelemetryEvents events;
  private final Consumer<String> lines;
  private final String description;
  private final ExportThread thread = new ExportThread();
  private final CollectorHealth health;
  private final AtomicBoolean over = new AtomicBoolean();
  private final @Nullable OpenTelemetrySdk sdk;

  public SdkTelemetry(
      Map<String, String> properties,
      Map<String, String> environment,
      ObserverSettings settings,
      SizeTotals sizes,
      OpenConnections open,
      Consumer<String> lines,
      Telemetry.@Nullable Early opened) {
    // Setting up may take several attempts, and each would tell the same.
    EarlyEndpoint early =
        opened instanceof EarlyEndpoint endpoint
            ? endpoint
            : new EarlyEndpoint(properties, environment, lines);
    Consumer<String> once = early::tell;
    health = new CollectorHealth(Clock.SYSTEM, lines);
    Logger.to(lines);
    this.lines = lines;
    StartedSdk started = null;
    try {
      started =
          new SdkSetup(
                  new Configuration(properties, environment, once),
                  settings,
                  new SizeMetrics(sizes, Clock.SYSTEM, once),
                  thread,
                  health,
                  early)
              .start();
    } catch (RuntimeException | LinkageError e) {
      once.accept("nothing is exported: OpenTelemetry does not start: " + e);
    }
    sdk = started == null ? null : started.sdk();
    events =
        new TelemetryEvents(
            sdk == null ? OpenTelemetry.noop() : sdk,
            settings,
            started != null && started.exportsSpans()
                ? settings.spans()
                : ObserverSettings.Report.NONE,
            started != null && started.exportsRecords(),
            started == null ? TraceIds.RANDOM : started.traceIds(),
            open,
            started != null && started.recordsSizes() ? sizes : null);
    description = started == null ? "nothing is exported" : started.description();
  }

  @Override
  public ConnectionEvents events() {
    return events;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean flush(long timeoutNanos) {
    if (sdk == null) {
      return true;
    }
    long deadline = System.nanoTime() + timeoutNanos;
    long failuresBefore = health.failures();
    boolean spans = joined(sdk.getSdkTracerProvider().forceFlush(), deadline);
    // Also where spans were refused: a collector may take the one and not the other.
    boolean records = joined(sdk.getSdkLoggerProvider().forceFlush(), deadline);
    return metricsFlushed(sdk, deadline) && spans && records && health.failures() == failuresBefore;
  }

  /** A reader that is just exporting refuses to be flushed; what it sends may be older than now. */
  private static boolean metricsFlushed(OpenTelemetrySdk sdk, long deadline) {
    while (true) {
      CompletableResultCode result = sdk.getSdkMeterProvider().forceFlush();
      if (joined(result, deadline)) {
        return true;
      }
      if (!paused(deadline)) {
        return false;
      }
    }
  }

  private static boolean paused(long deadline) {
    if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS) >= deadline) {
      return false;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean joined(CompletableResultCode result, long deadline) {
    long left = Math.max(0, deadline - System.nanoTime());
    return result.join(left, TimeUnit.NANOSECONDS).isSuccess();
  }

  private void sayLastWord() {
    String last = events.lastWord();
    if (last != null) {
      lines.accept(last);
    }
  }

  @Override
  public boolean shutdown(long timeoutNanos) {
    if (sdk == null || !over.compareAndSet(false, true)) {
      return true;
    }
    long failuresBefore = health.failures();
    thread.hurry();
    AtomicBoolean success = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    // The SDK waits inside its shutdown for as long as it likes, so it gets a thread to do it on.
    OwnThread.daemon(
            "hangup-shutdown",
            () -> {
              try {
                CompletableResultCode result = sdk.shutdown();
                success.set(result.join(timeoutNanos, TimeUnit.NANOSECONDS).isSuccess());
              } finally {
                done.countDown();
              }
            })
        .start();
    try {
      boolean inTime = done.await(timeoutNanos, TimeUnit.NANOSECONDS);
      return inTime && success.get() && health.failures() == failuresBefore;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      thread.stop();
      sayLastWord();
    }
  }
}
