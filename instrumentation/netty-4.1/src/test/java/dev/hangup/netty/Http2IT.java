// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.Relay;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket on a stream of HTTP/2, RFC 8441, told by a real server and a real client. */
class Http2IT {

  private ExportedFacts facts;

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingElseWasTold() {
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void aCloseIsTheSameOnAStream(String version) throws Exception {
    for (ExportedSpan told : talk(version, Options.at("/echo/close"))) {
      assertThat(told.attributes())
          .containsEntry("websocket.stack", "netty")
          .containsEntry("websocket.framework", "reactor-netty")
          .containsEntry("websocket.role", isServers(told) ? "server" : "client")
          .containsEntry("url.path", "/echo/close")
          .containsEntry("url.scheme", "ws")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.protocol.name", "http")
          .containsEntry("network.protocol.version", "2")
          .containsEntry("user_agent.original", "guest")
          .containsEntry("websocket.messages.received", 1L)
          .containsEntry("websocket.messages.sent", 1L)
          .doesNotContainKey("websocket.connection.id");
      closed(told, "heard hello", !isServers(told));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void theServerMayBeTheOneThatCloses(String version) throws Exception {
    for (ExportedSpan told : talk(version, Options.at("/echo/bye"))) {
      assertThat(told.attributes())
          .containsEntry("websocket.messages.received", isServers(told) ? 2L : 1L)
          .containsEntry("websocket.messages.sent", isServers(told) ? 1L : 2L);
      closed(told, "heard bye", isServers(told));
    }
  }

  private static void closed(ExportedSpan told, String reason, boolean byIt) {
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1000L)
        .containsEntry("websocket.close.reason", reason)
        .containsEntry("websocket.close.cause", "normal")
        .containsEntry("websocket.close.initiator", byIt ? "local" : "remote");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void compressionAndSubprotocolAreAgreedOnThere(String version) throws Exception {
    Options options = Options.at("/echo/close").withDeflate().withSubprotocol("chat");
    for (ExportedSpan told : talk(version, options)) {
      assertThat(told.attributes())
          .containsEntry("websocket.subprotocol", "chat")
          .containsEntry("websocket.messages.received", 1L);
      assertThat(told.attribute("websocket.extensions").toString()).contains("permessage-deflate");
      closed(told, "heard hello", !isServers(told));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void aStreamThatIsResetIsTheClientsDoing(String version) throws Exception {
    for (ExportedSpan told : talk(version, Options.at("/echo/abort"))) {
      dropped(told, isServers(told) ? "peer_reset" : "local_abort");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void aStreamThatIsResetIsTheServersDoing(String version) throws Exception {
    for (ExportedSpan told : talk(version, Options.at("/echo/drop"))) {
      dropped(told, isServers(told) ? "local_abort" : "peer_reset");
    }
  }

  private static void dropped(ExportedSpan told, String cause) {
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1006L)
        .containsEntry("websocket.close.clean", false)
        .containsEntry("websocket.close.cause", cause)
        .containsEntry(
            "websocket.close.initiator", cause.equals("local_abort") ? "local" : "remote");
  }

  /** END_STREAM without a Close frame, and RST_STREAM behind it: the first one is the end. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void theClientEndsItsDirection(String version) throws Exception {
    dropped(endOfServer(version, Options.at("/echo/end")), "peer_eof");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void theServersHandlerThrows(String version) throws Exception {
    ExportedSpan told = endOfServer(version, Options.at("/echo/throw"));
    assertThat(told.attributes())
        .containsEntry("websocket.close.initiator", "local")
        .containsEntry("websocket.close.cause", "internal_error");
    assertThat(told.attribute("websocket.close.evidence").toString())
        .contains("java.lang.IllegalStateException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void aFrameIsTooBig(String version) throws Exception {
    ExportedSpan told = endOfServer(version, Options.at("/echo/big"));
    assertThat(told.attributes())
        .containsEntry("websocket.close.initiator", "local")
        .containsEntry("websocket.close.cause", "message_too_big");
    assertThat(told.attribute("websocket.close.remediation").toString())
        .contains("WebsocketServerSpec");
  }

  /** Below all streams, where Netty tells a stream nothing but that it is over. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void aResetBelowAllStreams(String version) throws Exception {
    Options options = Options.at("/echo/wait");
    try (StackUnderTest serving = application(version);
        StackUnderTest asking = application(version);
        Relay relay = Relay.to(serving.serve(options))) {
      asking.connect(relay.port(), options);
      relay.reset();
      for (ExportedSpan told : both()) {
        dropped(told, "peer_reset");
      }
    }
  }

  /** Not the stream, but the connection below all streams. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void theServerClosesTheConnectionBelowAllStreams(String version) throws Exception {
    for (ExportedSpan told : talk(version, Options.at("/echo/cut"))) {
      dropped(told, isServers(told) ? "local_abort" : "peer_eof");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.18", "1.3.8"})
  void anUpgradeIsRefusedOnAStream(String version) throws Exception {
    Options options = Options.at("/none/17");
    try (StackUnderTest serving = application(version);
        StackUnderTest asking = application(version)) {
      asking.connect(serving.serve(options), options);
      List<ExportedSpan> told = List.of(facts.awaitFailure(), facts.awaitFailure());
      assertThat(told).extracting(ExportedSpan::kind).containsExactlyInAnyOrder("SERVER", "CLIENT");
      assertThat(told)
          .allSatisfy(
              each ->
                  assertThat(each.attributes())
                      .containsEntry("http.response.status_code", 404L)
                      .containsEntry("websocket.handshake.cause", "not_found")
                      .containsEntry("network.protocol.version", "2")
                      .containsEntry("url.path", "/none/17"));
    }
  }

  private ExportedSpan endOfServer(String version, Options options) throws Exception {
    List<ExportedSpan> told = talk(version, options);
    return isServers(told.get(0)) ? told.get(0) : told.get(1);
  }

  private List<ExportedSpan> talk(String version, Options options) throws Exception {
    try (StackUnderTest serving = application(version);
        StackUnderTest asking = application(version)) {
      asking.connect(serving.serve(options), options);
      return both();
    }
  }

  private List<ExportedSpan> both() throws Exception {
    List<ExportedSpan> told = List.of(facts.awaitEnd(), facts.awaitEnd());
    assertThat(told).extracting(ExportedSpan::kind).containsExactlyInAnyOrder("SERVER", "CLIENT");
    return told;
  }

  private static boolean isServers(ExportedSpan told) {
    return told.kind().equals("SERVER");
  }

  private static StackUnderTest application(String version) {
    return Library.shared(
            new StackVersion(
                "reactor-" + version,
                List.of("io.projectreactor.netty:reactor-netty-http:" + version),
                Set.of()))
        .application("dev.hangup.netty.Http2Application");
  }
}
