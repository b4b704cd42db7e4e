// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves {@code /metrics}: all a scraper needs. */
final class PrometheusServer extends OwnPort<ScrapeConnection> {

  /** Answers are large. */
  private static final int MOST_ANSWERS = 8;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_MILLIS = 1000;

  private volatile Pages pages;

  private PrometheusServer(InetSocketAddress address, Pages pages) throws IOException {
    super(address, "hangup-prometheus", PATIENCE, LOOK_MILLIS);
    this.pages = pages;
  }

  static PrometheusServer start(InetSocketAddress address, Pages pages) throws IOException {
    PrometheusServer server = new PrometheusServer(address, pages);
    server.start();
    return server;
  }

  /** From now on there is something else to read. */
  void serve(Pages others) {
    pages = others;
  }

  @Override
  protected ScrapeConnection visitor(SocketChannel client, Selector of) throws IOException {
    return new ScrapeConnection(client, of, this::answer);
  }

  private void answer(ScrapeConnection connection) throws IOException {
    List<ScrapeConnection> answered =
        visitors().stream().filter(ScrapeConnection::hasAnswer).toList();
    if (answered.size() >= MOST_ANSWERS) {
      answered.get(0).close();
    }
    ScrapeRequest request = new ScrapeRequest(connection.request());
    connection.answer(request.isScrape() ? pages.answer(request) : request.refused());
  }
}
