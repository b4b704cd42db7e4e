// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Four hundred connections with one peer end at once, and wait to be told of. */
class ManyEndsTest {

  private static final int CONNECTIONS = 400;
  private static final int THREADS = 4;

  @Test
  void whateverWaitsTheNumbersAddUp() throws Exception {
    try (Recorder recorder = new Recorder()) {
      List<String> lines = new ArrayList<>();
      Observation observation =
          new Observation(
              ObserverSettings.read(Map.of(), Map.of(), lines::add),
              Clock.SYSTEM,
              recorder.events,
              line -> {},
              false);
      List<Wire> wires = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Wire wire =
            observation.handshake(Handshake.asServer("netty").target("/chat").peer(Story.peer()));
        wire.opened();
        wires.add(wire);
      }
      end(wires);

      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (observation.openConnections() > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
      }

      Collection<MetricData> all = recorder.collect();
      assertThat(sum(all, "websocket.active_connections")).isZero();
      assertThat(sum(all, "websocket.closes")).isEqualTo(CONNECTIONS);
      assertThat(recorder.spans()).hasSize(CONNECTIONS);
      assertThat(observation.suppressedFailures().count()).isZero();
    }
  }

  private static void end(List<Wire> wires) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      int first = i;
      new Thread(
              () -> {
                for (int each = first; each < wires.size(); each += THREADS) {
                  wires.get(each).eof();
                  wires.get(each).closed();
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static long sum(Collection<MetricData> collected, String name) {
    return collected.stream()
        .filter(metric -> metric.getName().equals(name))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .mapToLong(LongPointData::getValue)
        .sum();
  }
}
