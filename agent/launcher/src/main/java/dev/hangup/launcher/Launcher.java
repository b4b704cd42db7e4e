// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.observer.Observation;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the agent in a JVM that runs tests. */
public final class Launcher {

  private Launcher() {}

  /**
   * Starts the real thing in a JVM that runs tests: the same transformer, engine and linking, with
   * stack code from the class path of the tests and the observation given. Library classes are
   * tapped in every loader, the tests' own included, provided they were not loaded before.
   *
   * <p>One start at a time: close the first before the second.
   *
   * @return ends the observation; classes tapped so far stay tapped and go quiet
   */
  public static AutoCloseable startForTesting(
      Instrumentation instrumentation, List<StackModule> modules, Observation observation) {
    return startForTesting(
        instrumentation, modules, observation, LateTaps.of(instrumentation), called -> {});
  }

  /**
   * Likewise.
   *
   * @param trial told of every call into advice before it is made, by class and method; what it
   *     throws, the advice throws
   */
  public static AutoCloseable startForTesting(
      Instrumentation instrumentation,
      List<StackModule> modules,
      Observation observation,
      Consumer<String> trial) {
    return startForTesting(
        instrumentation, modules, observation, LateTaps.of(instrumentation), trial);
  }

  static AutoCloseable startForTesting(
      Instrumentation instrumentation,
      List<StackModule> modules,
      Observation observation,
      LateTaps late,
      Consumer<String> trial) {
    ClassLoader core = Launcher.class.getClassLoader();
    StackIndex index = new StackIndex();
    for (StackModule module : modules) {
      ClassLoader home = module.getClass().getClassLoader();
      index.add(
          module,
          new Stack(module.name(), module.getClass().getName(), name -> classFile(home, name)));
    }
    Session session =
        new Session(instrumentation, index, core, Reporting.to(observation), late, trial);
    Transformer transformer = new Transformer(index, null, session);
    instrumentation.addTransformer(transformer, instrumentation.isRetransformClassesSupported());
    return () -> {
      instrumentation.removeTransformer(transformer);
      WireTap.install(null);
    };
  }

  /**
   * What the agent has to say on standard error, in a JVM that runs tests. There a line comes once
   * in the life of the JVM; here each time.
   */
  public static void listening(Consumer<String> lines) {
    AgentLog.listen(lines);
  }

  private static byte @Nullable [] classFile(ClassLoader loader, String className) {
    try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
