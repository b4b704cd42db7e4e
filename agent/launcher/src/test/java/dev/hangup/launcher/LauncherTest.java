// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.fake.FakeModule;
import dev.hangup.observer.Clock;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Settings;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LauncherTest {

  private final Observation observation =
      new Observation(
          Settings.DEFAULTS, Clock.SYSTEM, new LateEvents(line -> {}), line -> {}, false);
  private AutoCloseable agent = () -> {};

  @BeforeEach
  void start() {
    agent =
        Launcher.startForTesting(ByteBuddyAgent.install(), List.of(new FakeModule()), observation);
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
  }

  @Test
  void adviceIsCalledAroundTheMethodAndSeesTheLibrarysObjects() throws Exception {
    Library library = new Library(LibraryLoader.plain());

    assertThat(library.decode("ab")).isEqualTo(2);

    assertThat(library.story()).isEqualTo(List.of("born", "enter ab, read 1", "ab", "exit 2"));
    assertThat(observation.suppressedFailures().count()).isZero();
  }
}
