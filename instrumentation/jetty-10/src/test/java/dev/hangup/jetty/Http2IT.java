// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import dev.hangup.testkit.Told;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSocket on a stream of HTTP/2, RFC 8441, told by a real server and a real client. */
class Http2IT {

  private static final String VERSIONS =
      """
      10.0.25
      11.0.26
      12.0.0
      12.0.31
      12.1.12
      """;

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aCloseIsTheSameOnAStream(String version) throws Exception {
    for (Told told : talk(version, "/echo/close")) {
      boolean server = told.kind().equals("SERVER");
      assertThat(told.attributes())
          .containsEntry("websocket.role", server ? "server" : "client")
          .containsEntry("http.route", server ? "/echo/*" : "/echo/close")
          .containsEntry("url.path", "/echo/close")
          .containsEntry("url.scheme", "ws")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("user_agent.original", "Jetty/" + version)
          .containsEntry("websocket.messages.received", 1L)
          .containsEntry("websocket.messages.sent", 1L)
          .containsEntry("websocket.close.code", 1000L)
          .containsEntry("websocket.close.reason", "heard hello")
          .containsEntry("websocket.close.cause", "normal")
          .containsEntry("websocket.close.clean", true)
          .containsEntry("websocket.close.initiator", server ? "remote" : "local");
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aStreamThatIsDroppedIsTheClientsDoing(String version) throws Exception {
    for (Told told : talk(version, "/echo/abort")) {
      boolean server = told.kind().equals("SERVER");
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", 1006L)
          .containsEntry("websocket.close.clean", false)
          .containsEntry("websocket.close.initiator", server ? "remote" : "local")
          .containsEntry("websocket.close.cause", server ? "peer_eof" : "local_abort");
    }
  }

  /**
   * Below all streams, where nobody tells a stream how it came about. Jetty leaves the streams of a
   * client as they are, sometimes or always: only the server's is awaited.
   */
  @ParameterizedTest
  @CsvSource(textBlock = VERSIONS)
  void aResetBelowAllStreams(String version) throws Exception {
    Library library = Library.shared(new StackVersion(version, artifacts(version), Set.of()));
    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application = library.application("dev.hangup.jetty.Http2Application")) {
      Options options = Options.at("/echo/wait");
      try (Relay relay = Relay.to(application.serve(options))) {
        application.connect(relay.port(), options);
        relay.reset();
        Told told = facts.awaitEnd();
        if (told.kind().equals("CLIENT")) {
          told = facts.awaitEnd();
        }
        assertThat(told.attributes())
            .containsEntry("websocket.role", "server")
            .containsEntry("websocket.messages.received", 1L)
            .containsEntry("websocket.close.code", 1006L)
            .containsEntry("websocket.close.clean", false)
            .containsEntry("websocket.close.initiator", "remote");
      }
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static List<Told> talk(String version, String path) throws Exception {
    Library library = Library.shared(new StackVersion(version, artifacts(version), Set.of()));
    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application = library.application("dev.hangup.jetty.Http2Application")) {
      Options options = Options.at(path);
      application.connect(application.serve(options), options);
      List<Told> told = List.of(facts.awaitEnd(), facts.awaitEnd());
      assertThat(told).extracting(Told::kind).containsExactlyInAnyOrder("SERVER", "CLIENT");
      assertThat(facts.suppressedFailures()).isZero();
      assertThat(facts.areAllTold()).isTrue();
      return told;
    }
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
