// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.boot.AgentLoader;
import dev.hangup.jdk.Platform;
import dev.hangup.observer.Telemetry;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the port for Prometheus soon after the start, where that is asked for: a service in which
 * no WebSocket was used yet is up all the same. The port is the application's if it wants it: as
 * soon as it loads OpenTelemetry's own exporter, which reads the same settings, ours lets go.
 *
 * <p>No lambdas on the way here: this is asked before main.
 */
final class EarlyPort implements ClassFileTransformer, Runnable {

  private static final String ENDPOINT = "dev.hangup.export.EarlyEndpoint";
  private static final String THEIRS = "io/opentelemetry/exporter/prometheus/PrometheusHttpServer";

  /**
   * The application starts meanwhile; and what is over by then (a tool, a help text) needs none.
   */
  private static final long HEAD_START_MILLIS = 1000;

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final TelemetryLoader loader;
  private final boolean talkative;
  private volatile boolean theirs;
  private volatile boolean opened;
  private Telemetry.@Nullable Early endpoint;

  /** With {@code talkative} a line says where the port is. */
  EarlyPort(
      Map<String, String> properties,
      Map<String, String> environment,
      TelemetryLoader loader,
      boolean talkative) {
    this.properties = properties;
    this.environment = environment;
    this.loader = loader;
    this.talkative = talkative;
  }

  /** A first look, which may say yes too often: the endpoint reads the settings for itself. */
  static boolean isWanted(Map<String, String> properties, Map<String, String> environment) {
    return namesPrometheus(properties) || namesPrometheus(environment);
  }

  private static boolean namesPrometheus(Map<String, String> settings) {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String name = setting.getKey().toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
      if (name.endsWith("otel.metrics.exporter")
          && setting.getValue().toLowerCase(Locale.ROOT).contains("prometheus")) {
        return true;
      }
    }
    return false;
  }

  void begin(Instrumentation instrumentation) {
    // Among the same ones as ours that taps: those of the other kind are asked in another round.
    instrumentation.addTransformer(this, instrumentation.isRetransformClassesSupported());
    // Made in premain, where no class of the application is on the stack.
    Thread thread = Platform.current().thread(this, "hangup-port");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  @Override
  @SuppressWarnings("EmptyCatch") // somebody ends all threads: then it is not needed either
  public void run() {
    try {
      Thread.sleep(HEAD_START_MILLIS);
      if (OpenTelemetryAgent.isExpected(properties, environment)) {
        return; // its port is the one, with our metrics too
      }
      String address = endpoint().open();
      opened = address != null;
      if (theirs) {
        endpoint().leave();
      } else if (talkative && address != null) {
        AgentLog.line("metrics at " + address + ", none before WebSocket is in use");
      }
    } catch (InterruptedException e) {
    } catch (Throwable t) {
      AgentLog.failed("the port for Prometheus opens when WebSocket is in use", t);
    }
  }

  /** The one that the SDK takes over. */
  synchronized Telemetry.Early endpoint() throws ReflectiveOperationException {
    Telemetry.Early made = endpoint;
    if (made == null) {
      Consumer<String> lines = AgentLog::line;
      made =
          Class.forName(ENDPOINT, true, loader.get())
              .asSubclass(Telemetry.Early.class)
              .getConstructor(Map.class, Map.class, Consumer.class)
              .newInstance(properties, environment, lines);
      endpoint = made;
    }
    return made;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader application,
      @Nullable String internalName,
      @Nullable Class<?> loaded,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (THEIRS.equals(internalName) && isTold(application)) {
      try {
        leave();
      } catch (Throwable t) {
        AgentLog.failed("the port for Prometheus is not let go", t);
      }
    }
    return null;
  }

  /** OpenTelemetry's agent is waited for, and not told of a port that was never open. */
  private boolean isTold(@Nullable ClassLoader loader) {
    return !(loader instanceof AgentLoader)
        && (opened || loader == null || !OpenTelemetryAgent.loads(loader));
  }

  /** Before their class is there, so before they ask for the port. */
  private void leave() throws ReflectiveOperationException {
    theirs = true;
    endpoint().leave();
  }
}
