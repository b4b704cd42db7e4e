// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static dev.hangup.launcher.Judged.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.fakewaiting.WaitingModule;
import dev.hangup.tap.Wire;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever holds up a thread of the application waits longer here than any test may take. */
@Timeout(60)
class LateTapsTest {

  private static final String LATE = "hangup-late";

  private final Instrumentation instrumentation = ByteBuddyAgent.install();
  private final Reading reading = new Reading();
  private final Judged judged = new Judged();
  private AutoCloseable agent = () -> {};

  @BeforeEach
  void start() {
    instrumentation.addTransformer(reading, true);
    agent =
        Launcher.startForTesting(
            instrumentation,
            List.of(new WaitingModule()),
            judged.observation,
            LateTaps.of(instrumentation, TimeUnit.HOURS.toMillis(1)),
            called -> {});
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
    instrumentation.removeTransformer(reading);
  }

  /** Whatever sees a class may ask its loader for others, as we do, and another agent does. */
  private static final class Reading implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String name,
        @Nullable Class<?> loaded,
        @Nullable ProtectionDomain domain,
        byte[] classFile) {
      if (loader instanceof LibraryLoader && loaded != null) {
        loader.getResource(name + ".class");
      }
      return null;
    }
  }

  @Test
  void aThreadThatHoldsItsLoadersLockIsNotHeldUp() throws Exception {
    LibraryLoader loader = LibraryLoader.oneAtATime();
    FakeLibrary library = new FakeLibrary(loader);
    library.work();

    Wire meanwhile;
    List<Thread> tapping;
    synchronized (loader) { // as the JVM does where a class loads another one
      loader.loadClass("library.Transport");

      // What this thread waited for cannot be done before it lets go of the lock.
      tapping = threads();
      assertThat(tapping).hasSize(1);
      library.work();
      assertThat(library.story()).isEqualTo(List.of("work", "work"));
      meanwhile = opened("waiting");
      assertThat(judged.isJudged(opened("waiting"))).isFalse();
    }
    for (Thread thread : tapping) {
      thread.join();
    }

    library.work();
    assertThat(library.story()).isEqualTo(List.of("work", "work", "work", "seen"));
    assertThat(judged.isJudged(meanwhile)).isFalse();
    assertThat(judged.isJudged(opened("waiting"))).isTrue();
  }

  @Test
  void aThreadThatNobodyNeedsFindsAllTapped() throws Exception {
    LibraryLoader loader = LibraryLoader.plain();
    FakeLibrary library = new FakeLibrary(loader);
    library.work();

    loader.loadClass("library.Transport");
    library.work();

    assertThat(library.story()).isEqualTo(List.of("work", "work", "seen"));
    for (Thread thread : threads()) {
      thread.join();
    }
    assertThat(judged.isJudged(opened("waiting"))).isTrue();
  }

  private static List<Thread> threads() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(LATE)) {
        found.add(thread);
      }
    }
    return found;
  }
}
