// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.CountedSizes;
import dev.hangup.observer.ObserverSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The telemetry under test, started as the launcher does it. */
final class Agent implements AutoCloseable {

  static final long TIME = Duration.ofSeconds(20).toNanos();

  final CountedSizes sizes = new CountedSizes();
  final List<String> lines;
  final SdkTelemetry telemetry;

  Agent(Map<String, String> properties, Map<String, String> environment) {
    this(properties, environment, new CopyOnWriteArrayList<>(), null);
  }

  /** With lines that have been told before, by what was opened before. */
  Agent(
      Map<String, String> properties,
      Map<String, String> environment,
      List<String> lines,
      @Nullable EarlyEndpoint early) {
    this.lines = lines;
    telemetry =
        new SdkTelemetry(
            properties,
            environment,
            ObserverSettings.read(properties, environment, lines::add),
            sizes,
            Map::of,
            lines::add,
            early);
  }

  /** With these properties, the names and values in turn. */
  static Agent with(String... properties) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    return new Agent(map, Map.of());
  }

  ConnectionEvents events() {
    return telemetry.events();
  }

  boolean flush() {
    return telemetry.flush(TIME);
  }

  void closeWithin(Duration time) {
    telemetry.shutdown(time.toNanos());
  }

  @Override
  public void close() {
    telemetry.shutdown(TIME);
  }
}
