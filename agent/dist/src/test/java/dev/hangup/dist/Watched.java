// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application {@code app.Watched} with its page. */
final class Watched implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("(?m)^port (\\d+)$");
  private static final Pattern PAGE = Pattern.compile("(?m)^hangup: the page is at (\\S+)$");

  private final Fork.Running running;

  /** Where WebSocket is. */
  final int port;

  /** Of the page. */
  final String address;

  private Watched(Fork.Running running, int port, String address) {
    this.running = running;
    this.port = port;
    this.address = address;
  }

  static Watched start(Path folder) throws Exception {
    return start(Fork.in(folder).agent().with(Fork.library("netty-4.2")));
  }

  /** With what it runs on already. */
  static Watched start(Fork fork) throws Exception {
    Fork.Running running =
        fork.variable("OTEL_TRACES_EXPORTER", "none")
            .option("-Dhangup.log=off")
            .option("-Dhangup.view.port=0")
            .start("app.Watched");
    return new Watched(
        running,
        Integer.parseInt(await(running, running.out(), PORT)),
        await(running, running.err(), PAGE));
  }

  /** The time limit of the test is the only one. */
  private static String await(Fork.Running running, Path file, Pattern wanted) throws Exception {
    while (true) {
      Matcher said = wanted.matcher(Files.readString(file));
      if (said.find()) {
        return said.group(1);
      }
      if (running.process().waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("ended early: " + Files.readString(running.err()));
      }
    }
  }

  Fork.Ended end() throws Exception {
    return running.end();
  }

  /** A document of the page. */
  String get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(address).resolve(path).toURL().openConnection();
    try (var body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Ends are told within a second after they came. */
  void awaitEnds(int count) throws Exception {
    while (!get("/api/closes?limit=0").contains("\"newest\":" + count + ",")) {
      if (running.process().waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("ended early");
      }
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
