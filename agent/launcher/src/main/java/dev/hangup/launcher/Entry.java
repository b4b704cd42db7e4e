// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent. Nothing but a transformer that knows names is started with the JVM; the engine,
 * the observer and telemetry follow when the first class of a stack is loaded.
 *
 * <p>Made and called by the root of the jar, which shares no type with this loader but the JDK's:
 * hence a {@code Consumer}. To call a static method with all these arguments by reflection makes a
 * JVM of today spin forty classes, before main.
 */
public final class Entry implements Consumer<Object[]> {

  /**
   * Starts.
   *
   * @param given the {@link Instrumentation}; the {@code hangup.*} and {@code otel.*} system
   *     properties as the JVM was started, a map; the {@code HANGUP_*} and {@code OTEL_*}
   *     variables, a map; a function that gives the bytes of an entry of the agent's jar or null;
   *     where that jar is, a string, empty where it has no address; the version, a string; whether
   *     the application was running already, a boolean; and whether OpenTelemetry's agent started
   *     us, a boolean
   */
  @Override
  @SuppressWarnings("unchecked") // both sides are built together, and tested as one jar
  public void accept(Object[] given) {
    start(
        (Instrumentation) given[0],
        (Map<String, String>) given[1],
        (Map<String, String>) given[2],
        (Function<String, byte @Nullable []>) given[3],
        (String) given[4],
        (String) given[5],
        (Boolean) given[6],
        (Boolean) given[7]);
  }

  private static void start(
      Instrumentation instrumentation,
      Map<String, String> properties,
      Map<String, String> environment,
      Function<String, byte @Nullable []> jar,
      String jarUrl,
      String version,
      boolean attached,
      boolean inside) {
    if (attached && !instrumentation.isRetransformClassesSupported()) {
      AgentLog.say(
          "this JVM cannot change loaded classes, attaching to it is of no use: not observing."
              + " Start the application with -javaagent instead.");
      return;
    }
    ClassLoader core = Entry.class.getClassLoader();
    StackIndex index = StackIndex.of(jar);
    OwnReporting reporting =
        new OwnReporting(
            instrumentation,
            properties,
            environment,
            jar,
            jarUrl,
            version,
            attached,
            inside,
            index);
    LateTaps late = attached ? LateTaps.none(instrumentation) : LateTaps.of(instrumentation);
    Transformer transformer =
        new Transformer(
            index, core, new Session(instrumentation, index, core, reporting, late, null));
    instrumentation.addTransformer(transformer, instrumentation.isRetransformClassesSupported());
    if (attached) {
      LoadedClasses.tap(instrumentation, index, transformer);
    }
    reporting.beginWithTheJvm();
  }
}
