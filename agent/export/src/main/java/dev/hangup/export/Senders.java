// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.List;

/** Makes our sender for each OTLP exporter. */
final class Senders implements HttpSenderProvider {

  private final List<Destination> destinations;
  private final ExportThread thread;
  private final CollectorHealth health;

  Senders(List<Destination> destinations, ExportThread thread, CollectorHealth health) {
    this.destinations = destinations;
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
    return new UrlConnectionSender(config, destination, thread, health);
  }
}
