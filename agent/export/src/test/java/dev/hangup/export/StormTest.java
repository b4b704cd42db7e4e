// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.ConnectionEvents;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything ends at once: each end has its spans, or they are counted as suppressed. */
class StormTest {

  private static final int ENDS = 20_000;
  private static final int THREADS = 4;

  private final Collector collector = new Collector();
  private final CountDownLatch stuck = new CountDownLatch(1);

  @AfterEach
  void stop() {
    stuck.countDown();
    collector.close();
  }

  @Test
  void whatIsExportedAndWhatIsSuppressedIsAllThatEnded() throws Exception {
    try (Agent agent = agent()) {
      atOnce(agent, events -> events.ended(Ends.reset()));

      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSizeGreaterThanOrEqualTo(200);
      assertThat(collector.spans().size() + suppressed()).isEqualTo(ENDS);
      assertThat(closes()).isEqualTo(ENDS);
    }
  }

  @Test
  void aCollectorThatTakesNothingCostsSpansAndNeverTheCount() throws Exception {
    collector.answering(path -> answerWhenFree());
    try (Agent agent =
        agent(
            "hangup.spans.per.second",
            "1000000",
            "otel.bsp.max.queue.size",
            "100",
            "otel.bsp.max.export.batch.size",
            "10",
            "otel.bsp.schedule.delay",
            "1")) {
      agent.events().ended(Ends.reset());
      ExportFacts.await(() -> collector.requests() > 0);
      atOnce(agent, events -> events.ended(Ends.reset()));
      stuck.countDown();

      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(100);
      assertThat(collector.spans().size() + suppressed()).isEqualTo(ENDS + 1);
    }
  }

  @Test
  void aBoundedQueueUnderAWillingCollectorLosesNothingUnseen() throws Exception {
    try (Agent agent =
        agent(
            "hangup.spans.per.second",
            "1000000",
            "otel.bsp.max.queue.size",
            "500",
            "otel.bsp.max.export.batch.size",
            "50",
            "otel.bsp.schedule.delay",
            "1")) {
      atOnce(agent, events -> events.ended(Ends.reset()));

      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans().size() + suppressed()).isEqualTo(ENDS);
    }
  }

  @Test
  void strangersWhoAreRefusedAreUnderTheSameLimit() throws Exception {
    try (Agent agent = agent()) {
      atOnce(
          agent,
          events -> {
            events.handshakeFailed(Ends.refused());
            events.ended(Ends.clean());
          });

      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans().size() + suppressed()).isEqualTo(2 * ENDS);
    }
  }

  @Test
  void abnormalEndsGoFirst() {
    try (Agent agent = agent()) {
      for (int i = 0; i < 2000; i++) {
        agent.events().ended(Ends.clean());
        agent.events().handshakeFailed(Ends.refused());
      }
      for (int i = 0; i < 150; i++) {
        agent.events().ended(Ends.reset());
      }
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).filteredOn(StormTest::isAbnormal).hasSize(150);
      assertThat(collector.spans().size() + suppressed()).isEqualTo(4150);
    }
  }

  private static boolean isAbnormal(Span span) {
    return Collector.plain(span.getAttributesList()).containsValue(1006L);
  }

  @Test
  void strangersDoNotUseUpTheRoomOfAbnormalEndsThatWereNotSampled() {
    try (Agent agent = agent("otel.traces.sampler", "always_off")) {
      for (int i = 0; i < 1000; i++) {
        agent.events().handshakeFailed(Ends.refused());
      }
      for (int i = 0; i < 50; i++) {
        agent.events().ended(Ends.reset());
      }
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(50);
    }
  }

  @Test
  void whatCannotBeDeliveredIsSuppressedToo() {
    collector.answering(path -> path.equals("/v1/traces") ? 400 : 200);
    try (Agent agent = agent()) {
      for (int i = 0; i < 30; i++) {
        agent.events().ended(Ends.reset());
      }
      assertThat(agent.flush()).isFalse();
      assertThat(agent.flush()).isTrue();
      assertThat(suppressed()).isEqualTo(30);
    }
  }

  @Test
  void bothSpansOfALongConnectionAreExportedOrBothAreSuppressed() throws Exception {
    try (Agent agent = agent("hangup.span.close.after", "0")) {
      atOnce(agent, events -> events.ended(Ends.reset()));

      assertThat(agent.flush()).isTrue();
      Map<Object, Integer> bySpan = new HashMap<>();
      for (Span span : collector.spans()) {
        bySpan.merge(span.getTraceId(), 1, Integer::sum);
      }
      assertThat(bySpan.values()).hasSizeGreaterThanOrEqualTo(100).containsOnly(2);
      assertThat(collector.spans().size() + suppressed()).isEqualTo(2 * ENDS);
    }
  }

  @Test
  void whatEndsWhileAllIsEndingIsSuppressedAndNobodyIsHeld() throws Exception {
    Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
    Agent agent = agent();
    Thread storm = new Thread(() -> ends(agent, events -> events.ended(Ends.reset())));
    storm.start();
    agent.close();
    storm.join();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("hangup-") && !ofOthers.contains(thread)) {
        thread.join(20_000); // it ends by itself, a moment after the close has returned
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Test
  void nobodyWaitsForACollectorThatDoesNotAnswerOnceAllHasEnded() throws Exception {
    collector.answering(path -> answerWhenFree());
    Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
    Agent agent = agent();
    agent.events().ended(Ends.reset());
    ExportFacts.await(() -> collector.requests() > 0);
    agent.closeWithin(Duration.ofMillis(100));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("hangup-") && !ofOthers.contains(thread)) {
        thread.join(20_000); // its request would have 120 s
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private Integer answerWhenFree() {
    try {
      stuck.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }

  private Agent agent(String... properties) {
    List<String> all = new ArrayList<>(List.of("otel.exporter.otlp.endpoint", collector.address()));
    // The threads of the test may take their time between a request and its answer.
    all.addAll(List.of("otel.exporter.otlp.timeout", "120s"));
    all.addAll(List.of(properties));
    return Agent.with(all.toArray(new String[0]));
  }

  /** By several threads, as event loops do. */
  private static void atOnce(Agent agent, Consumer<ConnectionEvents> end) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(new Thread(() -> ends(agent, end)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void ends(Agent agent, Consumer<ConnectionEvents> end) {
    for (int i = 0; i < ENDS / THREADS; i++) {
      end.accept(agent.events());
    }
  }

  private long suppressed() {
    return collector.metricNames().contains("websocket.spans.suppressed")
        ? total("websocket.spans.suppressed")
        : 0;
  }

  private long closes() {
    return total("websocket.closes");
  }

  private long total(String metric) {
    return collector.metric(metric).getSum().getDataPointsList().stream()
        .mapToLong(NumberDataPoint::getAsInt)
        .sum();
  }
}
