// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Telemetry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports through the SDK of OpenTelemetry's agent: its resource, sampler and exporters, its limits
 * and its end. Made only where that SDK is up. When the jar is put together this class and its
 * neighbours are written a second time, with the names that the API has inside that agent.
 */
public final class AgentTelemetry implements Telemetry {

  private final TelemetryEvents events;
  private final Consumer<String> lines;
  private final RecordedSizes sizes;

  public AgentTelemetry(
      Map<String, String> properties,
      Map<String, String> environment,
      ObserverSettings settings,
      SizeTotals totals,
      OpenConnections open,
      Consumer<String> lines,
      Telemetry.@Nullable Early none) {
    TelemetryEvents all =
        new TelemetryEvents(
            GlobalOpenTelemetry.get(),
            settings,
            settings.spans(),
            true,
            TraceIds.RANDOM,
            SpanPlaces.perSecond(settings.spansPerSecond(), Clock.SYSTEM),
            Clock.SYSTEM);
    this.lines = lines;
    sizes = all.recordSizes(totals);
    all.watch(open, sizes::record);
    events = all;
  }

  @Override
  public ConnectionEvents events() {
    return events;
  }

  @Override
  public String description() {
    return "spans, metrics and log records through OpenTelemetry's Java agent";
  }

  /** What is recorded is theirs to send. */
  @Override
  public boolean flush(long timeoutNanos) {
    sizes.record();
    return true;
  }

  @Override
  public boolean shutdown(long timeoutNanos) {
    String last = events.lastWord();
    if (last != null) {
      lines.accept(last);
    }
    return flush(timeoutNanos);
  }
}
