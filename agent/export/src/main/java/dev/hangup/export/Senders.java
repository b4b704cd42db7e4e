// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes our sender for each OTLP exporter. */
final class Senders implements HttpSenderProvider {

  private final List<Destination> destinations;
  private final Function<String, @Nullable String> authorization;
  private final ExportThread thread;
  private final CollectorHealth health;

  /**
   * @param authorization the header that goes with a signal's address, if any
   */
  Senders(
      List<Destination> destinations,
      Function<String, @Nullable String> authorization,
      ExportThread thread,
      CollectorHealth health) {
    this.destinations = destinations;
    this.authorization = authorization;
    this.thread = thread;
    this.health = health;
  }

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    Destination destination =
        destinations.stream()
            .filter(known -> known.endpoint().equals(config.getEndpoint()))
            .findFirst()
            .orElseGet(() -> new Destination("data", config.getEndpoint(), OtlpSettings.ENDPOINT));
    return new CollectorSender(
        config, destination, authorization.apply(destination.signal()), thread, health);
  }
}
