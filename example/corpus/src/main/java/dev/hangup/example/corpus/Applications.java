// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The applications that run: one of each kind for most stories, and one of its own for some. */
final class Applications implements AutoCloseable {

  static final String HEAP = "400m";

  private final Places places;
  private final Collector collector;
  private final Map<String, Application> shared = new HashMap<>();
  private final Map<String, Object> locks = new HashMap<>();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final Semaphore starting = new Semaphore(2);

  Applications(Places places, Collector collector) {
    this.places = places;
    this.collector = collector;
  }

  Application shared(String app, boolean tls) throws IOException, InterruptedException {
    String name = app + (tls ? "-tls" : "");
    synchronized (lock(name)) {
      if (failed.contains(name)) {
        throw new IOException(name + " does not start");
      }
      Application running = shared.get(name);
      if (running == null) {
        failed.add(name);
        running = start(app, name, true, tls, HEAP);
        failed.remove(name);
        shared.put(name, running);
      }
      return running;
    }
  }

  private synchronized Object lock(String name) {
    return locks.computeIfAbsent(name, key -> new Object());
  }

  /** To be closed by the caller. */
  Application own(String app, String name, boolean attached, boolean tls, String heap)
      throws IOException, InterruptedException {
    return start(app, app + "-" + name, attached, tls, heap.isEmpty() ? HEAP : heap);
  }

  private Application start(String app, String name, boolean attached, boolean tls, String heap)
      throws IOException, InterruptedException {
    starting.acquire();
    try {
      return new Application(
          places,
          app,
          name,
          attached,
          tls,
          heap,
          Map.of(
              "OTEL_TRACES_EXPORTER", "otlp",
              "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
              "OTEL_BSP_SCHEDULE_DELAY", "100",
              "OTEL_METRICS_EXPORTER", "none",
              "OTEL_LOGS_EXPORTER", "none",
              "HANGUP_LOG", "all"));
    } finally {
      starting.release();
    }
  }

  @Override
  public synchronized void close() {
    shared.values().forEach(Application::close);
  }
}
