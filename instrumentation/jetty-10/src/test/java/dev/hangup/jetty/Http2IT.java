// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.Relay;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSocket on a stream of HTTP/2, RFC 8441, told by a real server and a real client. */
class Http2IT {

  /**
   * Server and client. A client of 12.1 sometimes sleeps through what comes in on a stream, with an
   * agent or without; so 12.1's server is asked by one of 12.0. And a server of 12.0 sometimes
   * resets a stream behind its last frame, on which a client of 12.0.31 throws away what it has not
   * read: its application is told of a reset, and so are we. 12.0.0 keeps it.
   */
  private static final String VERSIONS =
      """
      10.0.25, 10.0.25
      11.0.26, 11.0.26
      12.0.0,  12.0.0
      12.0.31, 12.0.0
      12.1.12, 12.0.31
      """;

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aCloseIsTheSameOnAStream(String server, String client) throws Exception {
    for (ExportedSpan told : talk(server, client, "/echo/close")) {
      boolean atServer = told.kind().equals("SERVER");
      assertThat(told.attributes())
          .containsEntry("websocket.role", atServer ? "server" : "client")
          .containsEntry("http.route", atServer ? "/echo/*" : "/echo/close")
          .containsEntry("url.path", "/echo/close")
          .containsEntry("url.scheme", "ws")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.protocol.name", "http")
          .containsEntry("network.protocol.version", "2")
          .containsEntry("user_agent.original", "Jetty/" + client)
          .containsEntry("websocket.messages.received", 1L)
          .containsEntry("websocket.messages.sent", 1L);
      closed(told, "heard hello", !atServer);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void theServerMayBeTheOneThatCloses(String server, String client) throws Exception {
    for (ExportedSpan told : talk(server, client, "/echo/bye")) {
      boolean atServer = told.kind().equals("SERVER");
      assertThat(told.attributes())
          .containsEntry("websocket.messages.received", atServer ? 2L : 1L)
          .containsEntry("websocket.messages.sent", atServer ? 1L : 2L);
      closed(told, "heard bye", atServer);
    }
  }

  private static void closed(ExportedSpan told, String reason, boolean byIt) {
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1000L)
        .containsEntry("websocket.close.reason", reason)
        .containsEntry("websocket.close.cause", "normal")
        .containsEntry("websocket.close.clean", true)
        .containsEntry("websocket.close.initiator", byIt ? "local" : "remote");
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aStreamThatIsDroppedIsTheClientsDoing(String server, String client) throws Exception {
    for (ExportedSpan told : talk(server, client, "/echo/abort")) {
      dropped(told, told.kind().equals("CLIENT"));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aStreamThatIsDroppedIsTheServersDoing(String server, String client) throws Exception {
    for (ExportedSpan told : talk(server, client, "/echo/drop")) {
      dropped(told, told.kind().equals("SERVER"));
    }
  }

  private static void dropped(ExportedSpan told, boolean byIt) {
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1006L)
        .containsEntry("websocket.close.clean", false)
        .containsEntry("websocket.close.initiator", byIt ? "local" : "remote")
        .containsEntry("websocket.close.cause", byIt ? "local_abort" : "peer_eof");
  }

  /**
   * Its Close is on its way when the stream is reset: the client may or may not come to read it.
   */
  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void theServersIdleTimerFires(String server, String client) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at("/echo/idle");
    try (StackUnderTest serving = application(server);
        StackUnderTest asking = application(client)) {
      asking.connect(serving.serve(options.withIdleMillis(200)), options);
      assertThat(endOfServer(facts).attributes())
          .containsEntry("websocket.close.cause", "idle_timeout_local")
          .containsEntry("websocket.close.initiator", "local");
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  /**
   * Jetty closes the transport over its streams, and nobody says goodbye on them. Where a write
   * meets the closed channel before the stop comes to a stream, nobody says either who closed it.
   */
  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aServerThatStopsEndsItsStreams(String server, String client) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at("/echo/wait");
    try (StackUnderTest asking = application(client)) {
      try (StackUnderTest serving = application(server)) {
        asking.connect(serving.serve(options), options);
      }
      ExportedSpan told = endOfServer(facts);
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", 1006L)
          .containsEntry("websocket.close.clean", false);
      assertThat(told.attribute("websocket.close.cause")).isIn("local_abort", "peer_eof");
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  /**
   * Below all streams, where nobody tells a stream how it came about. Jetty leaves the streams of a
   * client as they are, sometimes or always: only the server's is awaited.
   */
  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aResetBelowAllStreams(String server, String client) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at("/echo/wait");
    try (StackUnderTest serving = application(server);
        StackUnderTest asking = application(client)) {
      try (Relay relay = Relay.to(serving.serve(options))) {
        asking.connect(relay.port(), options);
        relay.reset();
        assertThat(endOfServer(facts).attributes())
            .containsEntry("websocket.role", "server")
            .containsEntry("websocket.messages.received", 1L)
            .containsEntry("websocket.close.code", 1006L)
            .containsEntry("websocket.close.clean", false)
            .containsEntry("websocket.close.initiator", "remote");
      }
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void theServerGoesAway(String server, String client) throws Exception {
    ExportedSpan told = endOfServer(server, client, "/echo/away", 0);
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1001L)
        .containsEntry("websocket.close.cause", "going_away")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.error()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void theServersHandlerThrows(String server, String client) throws Exception {
    ExportedSpan told = endOfServer(server, client, "/echo/throw", 0);
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1011L)
        .containsEntry("websocket.close.cause", "internal_error");
    assertThat(told.attribute("websocket.close.evidence"))
        .asString()
        .contains("java.lang.IllegalStateException");
  }

  /** Until there is no room left in the window of its stream. */
  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void theClientDoesNotRead(String server, String client) throws Exception {
    ExportedSpan told = endOfServer(server, client, "/echo/flood", 700);
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "slow_consumer")
        .containsEntry("websocket.close.initiator", "local");
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void anUpgradeIsRefusedOnAStream(String server, String client) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at("/none/17");
    try (StackUnderTest serving = application(server);
        StackUnderTest asking = application(client)) {
      int port = serving.serve(options);
      assertThatThrownBy(() -> asking.connect(port, options))
          .hasStackTraceContaining("UpgradeException");
      List<ExportedSpan> told = List.of(facts.awaitFailure(), facts.awaitFailure());
      assertThat(told).extracting(ExportedSpan::kind).containsExactlyInAnyOrder("SERVER", "CLIENT");
      assertThat(told)
          .allSatisfy(
              each ->
                  assertThat(each.attributes())
                      .containsEntry("http.response.status_code", status(server))
                      .doesNotContainEntry("websocket.handshake.cause", "upgrade_stripped")
                      .containsEntry("url.path", "/none/17"));
    }
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  /** To Jetty 10 and 11 it is a method that is not known. */
  private static long status(String server) {
    return server.startsWith("12.") ? 404 : 501;
  }

  private static ExportedSpan endOfServer(
      String server, String client, String path, long idleMillis) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at(path);
    try (StackUnderTest serving = application(server);
        StackUnderTest asking = application(client)) {
      asking.connect(serving.serve(options.withIdleMillis(idleMillis)), options);
      ExportedSpan told = endOfServer(facts);
      assertThat(facts.suppressedFailures()).isZero();
      return told;
    }
  }

  private static ExportedSpan endOfServer(ExportedFacts facts) throws Exception {
    ExportedSpan told = facts.awaitEnd();
    return told.kind().equals("SERVER") ? told : facts.awaitEnd();
  }

  private static List<ExportedSpan> talk(String server, String client, String path)
      throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Options options = Options.at(path);
    try (StackUnderTest serving = application(server);
        StackUnderTest asking = application(client)) {
      asking.connect(serving.serve(options), options);
      List<ExportedSpan> told = List.of(facts.awaitEnd(), facts.awaitEnd());
      assertThat(told).extracting(ExportedSpan::kind).containsExactlyInAnyOrder("SERVER", "CLIENT");
      assertThat(facts.suppressedFailures()).isZero();
      assertThat(facts.areAllTold()).isTrue();
      return told;
    }
  }

  private static StackUnderTest application(String version) throws Exception {
    return Library.shared(new StackVersion(version, artifacts(version), Set.of()))
        .application("dev.hangup.jetty.Http2Application");
  }

  private static List<String> artifacts(String version) {
    return version.startsWith("12.")
        ? coordinates(
            version,
            "org.eclipse.jetty.websocket:jetty-websocket-jetty-server",
            "org.eclipse.jetty.websocket:jetty-websocket-jetty-client",
            "org.eclipse.jetty.http2:jetty-http2-server",
            "org.eclipse.jetty.http2:jetty-http2-client-transport")
        : coordinates(
            version,
            "org.eclipse.jetty.websocket:websocket-jetty-server",
            "org.eclipse.jetty.websocket:websocket-jetty-client",
            "org.eclipse.jetty.http2:http2-server",
            "org.eclipse.jetty.http2:http2-http-client-transport");
  }

  private static List<String> coordinates(String version, String... artifacts) {
    return Stream.of(artifacts).map(artifact -> artifact + ":" + version).toList();
  }
}
