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
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent. Nothing but a transformer that knows names is started with the JVM; the engine,
 * the observer and telemetry follow when the first class of a stack is loaded.
 */
public final class Launcher {

  private Launcher() {}

  /**
   * Called by the root of the jar, by name.
   *
   * @param properties {@code hangup.*} and {@code otel.*} system properties, as the JVM was started
   * @param environment {@code HANGUP_*} and {@code OTEL_*} variables
   * @param jar bytes of an entry of the agent's jar, null where there is none
   * @param jarUrl where the jar is
   * @param version of the agent
   * @param attached whether the application was already running
   */
  public static void start(
      Instrumentation instrumentation,
      Map<String, String> properties,
      Map<String, String> environment,
      Function<String, byte @Nullable []> jar,
      String jarUrl,
      String version,
      boolean attached) {
    if (attached && !instrumentation.isRetransformClassesSupported()) {
      AgentLog.say(
          "this JVM cannot change loaded classes, attaching to it is of no use: not observing."
              + " Start the application with -javaagent instead.");
      return;
    }
    ClassLoader core = Launcher.class.getClassLoader();
    StackIndex index = StackIndex.of(jar);
    Reporting reporting =
        new OwnReporting(properties, environment, jar, jarUrl, version, attached, index);
    Transformer transformer =
        new Transformer(index, core, new Session(instrumentation, index, core, reporting));
    instrumentation.addTransformer(transformer, instrumentation.isRetransformClassesSupported());
    if (attached) {
      LoadedClasses.tap(instrumentation, index, transformer);
    }
  }

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
    ClassLoader core = Launcher.class.getClassLoader();
    StackIndex index = new StackIndex();
    for (StackModule module : modules) {
      ClassLoader home = module.getClass().getClassLoader();
      index.add(
          module,
          new Stack(module.name(), module.getClass().getName(), name -> classFile(home, name)));
    }
    Session session = new Session(instrumentation, index, core, Reporting.to(observation));
    Transformer transformer = new Transformer(index, null, session);
    instrumentation.addTransformer(transformer, instrumentation.isRetransformClassesSupported());
    return () -> {
      instrumentation.removeTransformer(transformer);
      WireTap.install(null);
    };
  }

  private static byte @Nullable [] classFile(ClassLoader loader, String className) {
    try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
