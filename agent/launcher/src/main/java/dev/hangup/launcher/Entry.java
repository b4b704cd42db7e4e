// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent. Nothing but a transformer that knows names is started with the JVM; the engine,
 * the observer and telemetry follow when the first class of a stack is loaded. One method and no
 * other: to find it, the JVM loads every type its class mentions in a signature.
 */
public final class Entry {

  private Entry() {}

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
    ClassLoader core = Entry.class.getClassLoader();
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
}
