// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads that send outlive what an application does to all threads. */
class OwnThreadsTest {

  private final Collector collector = new Collector();

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void whoInterruptsAllThreadsLosesNoSpanAndNoRecord() {
    Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
    try (Agent agent = Agent.with("otel.exporter.otlp.endpoint", collector.address())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("hangup-") && !ofOthers.contains(thread)) {
          thread.interrupt();
        }
      }
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.spans()).hasSize(2);
      assertThat(collector.records()).hasSize(2);
    }
  }
}
