// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final List<String> lines = new ArrayList<>();
  private final HandClock clock = new HandClock();
  private final CollectorHealth health = new CollectorHealth(clock, lines::add);
  private final Destination spans = to("traces");
  private final Destination metrics = to("metrics");

  @Test
  void oneTroubleOfTwoKindsOfDataIsToldOnce() {
    refused(spans);
    refused(metrics);
    refused(spans);
    assertThat(lines).hasSize(1);
    health.delivered(spans);
    assertThat(lines).hasSize(1);
    health.delivered(metrics);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).isEqualTo("exporting to http://c:4318 again; 3 exports had failed");
    assertThat(health.failures()).isEqualTo(3);
  }

  @Test
  void anotherTroubleIsAnotherLine() {
    refused(spans);
    health.failed(spans, ExportFailure.of(spans, 404, new byte[0]));
    assertThat(lines).hasSize(2);
  }

  @Test
  void aCollectorThatComesAndGoesIsToldAgainOnlyAfterAWhile() {
    for (int i = 0; i < 50; i++) {
      refused(spans);
      health.delivered(spans);
    }
    assertThat(lines).hasSize(2);
    clock.now += TimeUnit.MINUTES.toNanos(10);
    refused(spans);
    health.delivered(spans);
    assertThat(lines).hasSize(4);
  }

  @Test
  void aNameThatCannotBeResolvedNamesTheSetting() {
    health.failed(spans, ExportFailure.of(spans, new UnknownHostException("c")));
    health.failed(metrics, ExportFailure.of(metrics, new UnknownHostException("c: Try again")));
    assertThat(lines)
        .containsExactly(
            "not exporting: cannot resolve the host of http://c:4318; set"
                + " otel.exporter.otlp.endpoint");
  }

  @Test
  void thePortOfGrpcIsKnownByItsNumber() {
    Destination grpc =
        new Destination("traces", URI.create("http://c:4317/v1/traces"), OtlpSettings.ENDPOINT);
    health.failed(grpc, ExportFailure.of(grpc, new SocketException("Connection reset")));
    assertThat(lines)
        .containsExactly(
            "not exporting: http://c:4317 does not speak HTTP/1.1, that is usually a gRPC port; set"
                + " otel.exporter.otlp.endpoint to the collector's OTLP/HTTP port, usually 4318");
  }

  private void refused(Destination to) {
    health.failed(to, ExportFailure.of(to, new ConnectException("Connection refused")));
  }

  private static Destination to(String signal) {
    return new Destination(signal, URI.create("http://c:4318/v1/" + signal), OtlpSettings.ENDPOINT);
  }

  private static final class HandClock implements Clock {
    long now = Long.MAX_VALUE - 5;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochNanos() {
      return 0;
    }
  }
}
