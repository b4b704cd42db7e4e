// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port for Prometheus before there are metrics: an application that has not used WebSocket yet
 * is a target that is up. A socket and a thread that waits, and no class of OpenTelemetry. The SDK
 * takes it over, see {@link PrometheusEndpoint}.
 */
public final class EarlyEndpoint implements Telemetry.Early {

  private static final int MOST_TOLD = 100;

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Consumer<String> lines;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private @Nullable PrometheusServer server;
  private @Nullable InetSocketAddress asked;
  private boolean takenOver;
  private boolean left;

  /** Settings as they were in premain, and what takes lines to tell. */
  public EarlyEndpoint(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> lines) {
    this.properties = properties;
    this.environment = environment;
    this.lines = lines;
  }

  /** What is wrong with a setting is found once here and once by the SDK, and told once. */
  void tell(String line) {
    if (told.size() < MOST_TOLD && told.add(line)) {
      lines.accept(line);
    }
  }

  @Override
  public synchronized @Nullable String open() {
    if (takenOver || left || server != null) {
      return null;
    }
    Configuration configuration = new Configuration(properties, environment, this::tell);
    PrometheusChoice.settle(configuration, ApplicationExporters.hasPrometheus());
    if (!PrometheusChoice.isMade(configuration)) {
      return null;
    }
    InetSocketAddress address = PrometheusChoice.address(configuration);
    try {
      PrometheusServer opened = PrometheusServer.start(address, new IdlePages());
      server = opened;
      asked = address;
      return at(address, opened);
    } catch (IOException | RuntimeException | LinkageError e) {
      tell(PrometheusChoice.notOpen(address, e));
      return null;
    }
  }

  static String at(InetSocketAddress address, PrometheusServer server) {
    return "http://%s:%d/metrics".formatted(address.getHostString(), server.port());
  }

  /**
   * A server with these pages: the one that is open if it is at that address, else a new one; null
   * where the port is the application's.
   */
  synchronized @Nullable PrometheusServer serving(InetSocketAddress address, Pages pages)
      throws IOException {
    takenOver = true;
    if (left) {
      return null;
    }
    PrometheusServer open = server;
    if (open != null && address.equals(asked)) {
      asked = null; // the next attempt of a set-up that failed has to open it anew
      open.serve(pages);
      return open;
    }
    if (open != null) {
      open.close();
    }
    PrometheusServer started = PrometheusServer.start(address, pages);
    server = started;
    return started;
  }

  @Override
  public synchronized void leave() {
    Configuration configuration = new Configuration(properties, environment, line -> {});
    PrometheusChoice.settle(configuration, false);
    if (left
        || !PrometheusChoice.isMade(configuration)
        || PrometheusChoice.isForUsAlone(configuration)) {
      return;
    }
    left = true;
    if (server != null) {
      server.close();
    }
    tell(PrometheusChoice.leftToTheApplication(configuration));
  }
}
