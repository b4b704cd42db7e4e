// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spring WebFlux, Reactor Netty and Vert.x, an old and a new version of each: exceptions they keep
 * to themselves, upgrades they refuse, connections that never come about, and whether the remedy
 * named for a message that is too big helps.
 */
class ReactiveFrameworksIT {

  private static final String SPRING = "org.springframework:spring-webflux:";
  private static final String CONTEXT = "org.springframework:spring-context:";
  private static final String REACTOR = "io.projectreactor.netty:reactor-netty-http:";

  /** The frameworks' own default, and more than the message that is too big for it. */
  private static final int DEFAULT = 65_536;

  private static final int RAISED = 200_000;
  private static final int TOO_BIG = 70_000;

  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "webflux-5.3", List.of(SPRING + "5.3.31", CONTEXT + "5.3.31", REACTOR + "1.0.39"),
          "webflux-7.0", List.of(SPRING + "7.0.8", CONTEXT + "7.0.8", REACTOR + "1.3.6"),
          "reactor-1.0", List.of(REACTOR + "1.0.48"),
          "reactor-1.3", List.of(REACTOR + "1.3.7"),
          "vertx-4.5", List.of("io.vertx:vertx-core:4.5.22"),
          "vertx-5.2", List.of("io.vertx:vertx-core:5.2.3"));

  private static final Map<String, String> SETTINGS_ON_A_SERVER =
      Map.of(
          "webflux", "ReactorNettyRequestUpgradeStrategy",
          "reactor", "WebsocketServerSpec",
          "vertx", "HttpServerOptions.setMaxWebSocketFrameSize");

  private static final Map<String, String> SETTINGS_ON_A_CLIENT =
      Map.of(
          "webflux", "ReactorNettyWebSocketClient",
          "reactor", "WebsocketClientSpec",
          "vertx", "WebSocketClientOptions.setMaxFrameSize");

  private static final Map<String, Server> SERVERS = new HashMap<>();

  private ExportedFacts facts;

  private record Server(StackUnderTest application, int port) {}

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  @AfterAll
  static void stop() throws IOException {
    for (Server server : SERVERS.values()) {
      server.application().close();
    }
    SERVERS.clear();
  }

  private static StackUnderTest application(String library) {
    String kind = library.substring(0, library.indexOf('-'));
    String name =
        switch (kind) {
          case "webflux" -> "WebFluxApplication";
          case "reactor" -> "ReactorApplication";
          default -> "VertxApplication";
        };
    return Library.shared(new StackVersion(library, LIBRARIES.get(library), Set.of()))
        .application("dev.hangup.netty." + name);
  }

  private static int serving(String library, int maxFrame) throws Exception {
    String key = library + '/' + maxFrame;
    Server known = SERVERS.get(key);
    if (known == null) {
      StackUnderTest application = application(library);
      known = new Server(application, application.serve(Options.at("").withMaxFrame(maxFrame)));
      SERVERS.put(key, known);
    }
    return known.port();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # library  , path                  , code     , exception
          webflux-5.3, /throws               , 1005     , java.lang.IllegalStateException
          webflux-5.3, /throws-while-sending , 1005     , java.lang.IllegalStateException
          webflux-5.3, /throws-elsewhere     , 1005|1002, java.lang.IllegalStateException
          webflux-5.3, /fails                , 1005     , java.io.FileNotFoundException
          webflux-5.3, /times-out            , 1005|1002, java.util.concurrent.TimeoutException
          webflux-5.3, /throws-at-open       , 1006     , java.lang.IllegalStateException
          webflux-5.3, /fails-at-open        , 1002     , java.lang.IllegalStateException
          webflux-5.3, /fails-by-itself      , 1002     , java.lang.IllegalArgumentException
          webflux-7.0, /throws               , 1005     , java.lang.IllegalStateException
          webflux-7.0, /throws-while-sending , 1005     , java.lang.IllegalStateException
          webflux-7.0, /throws-elsewhere     , 1005|1002, java.lang.IllegalStateException
          webflux-7.0, /fails                , 1005     , java.io.FileNotFoundException
          webflux-7.0, /times-out            , 1005|1002, java.util.concurrent.TimeoutException
          webflux-7.0, /throws-at-open       , 1006     , java.lang.IllegalStateException
          webflux-7.0, /fails-at-open        , 1002     , java.lang.IllegalStateException
          webflux-7.0, /fails-by-itself      , 1002     , java.lang.IllegalArgumentException
          reactor-1.0, /throws               , 1005     , java.lang.IllegalStateException
          reactor-1.3, /throws               , 1005     , java.lang.IllegalStateException
          """)
  void theExceptionOfAHandlerIsTheStory(String library, String path, String codes, String exception)
      throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.upgrade(path);
      peer.sendRefused(Frame.text("hello"));
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.close.cause", "internal_error")
          .containsEntry("websocket.close.initiator", "local")
          .containsEntry("url.path", path);
      assertThat(told.attribute("websocket.close.code").toString()).matches(codes);
      assertThat(told.attribute("websocket.close.evidence").toString()).contains(exception);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0"})
  void aHandlerThatHasHadEnoughHasNotFailed(String library) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.askUpgrade("/takes-one");
      peer.readHead();
      peer.sendRefused(Frame.text("hello"));
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", 1005L)
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.cause")).isNotEqualTo("internal_error");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "webflux-5.3, /throws, java.lang.IllegalStateException",
    "webflux-5.3, /fails, java.io.FileNotFoundException",
    "webflux-7.0, /throws, java.lang.IllegalStateException",
    "webflux-7.0, /throws-while-sending, java.lang.IllegalStateException",
    "reactor-1.0, /throws, java.lang.IllegalStateException",
    "reactor-1.3, /throws, java.lang.IllegalStateException",
  })
  void theExceptionOfAClientsHandlerIsTheStory(String library, String path, String exception)
      throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at(path));
      try (ScriptedPeer peer = accepted(listening)) {
        peer.sendRefused(Frame.text("hello"));
        ExportedSpan told = facts.awaitEnd();
        assertThat(told.attributes())
            .containsEntry("websocket.role", "client")
            .containsEntry("websocket.close.cause", "internal_error")
            .containsEntry("websocket.close.initiator", "local");
        assertThat(told.attribute("websocket.close.evidence").toString()).contains(exception);
      }
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static ScriptedPeer accepted(ServerSocket listening) throws IOException {
    ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false);
    peer.sendBytes(peer.upgradeResponse(peer.readHead()));
    return peer;
  }

  @ParameterizedTest
  @CsvSource({
    "webflux-5.3, /forbidden, 403",
    "webflux-5.3, /nothing, 404",
    "webflux-7.0, /forbidden, 403",
    "webflux-7.0, /nothing, 404",
    "reactor-1.0, /nothing, 404",
    "reactor-1.3, /nothing, 404",
    "vertx-4.5, /forbidden, 403",
    "vertx-5.2, /forbidden, 403",
  })
  void aRefusedUpgradeIsToldOnce(String library, String path, long status) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.askUpgrade(path);
      assertThat(peer.readHead().get("")).contains(" " + status + " ");
      refusedOnce(library, path, status, status == 403 ? "unauthorized" : "not_found");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0", "vertx-4.5", "vertx-5.2"})
  void anotherVersionOfTheProtocolIsToldOnce(String library) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.sendBytes(peer.upgradeRequest("/echo", 12));
      assertThat(peer.readHead().get("")).contains(" 426 ");
      refusedOnce(library, "/echo", 426, "bad_version");
    }
  }

  @ParameterizedTest
  @CsvSource({"webflux-5.3, 400", "webflux-7.0, 400", "vertx-4.5, 404", "vertx-5.2, 404"})
  void anUpgradeThatAProxyTookTheHeadersFromIsToldOnce(String library, long status)
      throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      String request = new String(peer.upgradeRequest("/echo"), US_ASCII);
      peer.sendBytes(
          request
              .replaceFirst("Upgrade: .*\r\n", "")
              .replaceFirst("Connection: .*\r\n", "Connection: close\r\n")
              .getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains(" " + status + " ");
      refusedOnce(library, "/echo", status, "upgrade_stripped");
    }
  }

  @ParameterizedTest
  @CsvSource({"webflux-5.3, 400", "webflux-7.0, 400", "vertx-4.5, 400", "vertx-5.2, 400"})
  void anUpgradeWithoutAKeyIsToldOnceWithItsStatus(String library, long status) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      String request = new String(peer.upgradeRequest("/echo"), US_ASCII);
      peer.sendBytes(request.replaceFirst("Sec-WebSocket-Key: .*\r\n", "").getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains(" " + status + " ");
      refusedOnce(library, "/echo", status, "bad_request");
    }
  }

  /** And then a connection, so that what comes late would have come. */
  private void refusedOnce(String library, String path, long status, String cause)
      throws Exception {
    ExportedSpan told = facts.awaitFailure();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", status)
        .containsEntry("websocket.handshake.cause", cause)
        .containsEntry("websocket.role", "server")
        .containsEntry("url.path", path);
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      peer.send(Frame.close(4001, ""));
      peer.receiveToTheEnd();
    }
    assertThat(facts.awaitEnd().attribute("websocket.close.code")).isEqualTo(4001L);
    assertThat(facts.areAllTold()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "webflux-5.3, false",
    "webflux-7.0, true",
    "reactor-1.0, true",
    "reactor-1.3, false",
  })
  void aClientThatIsRefusedIsToldOnce(String library, boolean byHttp) throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at("/echo"));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.readHead();
        if (byHttp) {
          peer.sendBytes(ScriptedPeer.upgradeForbidden());
        } else {
          peer.fin();
        }
        ExportedSpan told = facts.awaitFailure();
        assertThat(told.attributes())
            .containsEntry("websocket.handshake.cause", byHttp ? "unauthorized" : "connection_lost")
            .containsEntry("websocket.role", "client")
            .containsEntry("url.path", "/echo");
        if (byHttp) {
          assertThat(told.attribute("http.response.status_code")).isEqualTo(403L);
        }
      }
      closesItsSocket(client, listening);
    }
  }

  /** Vert.x looks at the answer itself, and Netty's handshaker never hears of it. */
  @ParameterizedTest
  @ValueSource(strings = {"vertx-4.5", "vertx-5.2"})
  void aClientThatLooksAtTheAnswerItselfIsToldWithItsStatus(String library) throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at("/echo"));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.readHead();
        peer.sendBytes(ScriptedPeer.upgradeForbidden());
        assertThat(facts.awaitFailure().attributes())
            .containsEntry("websocket.role", "client")
            .containsEntry("http.response.status_code", 403L)
            .containsEntry("websocket.handshake.cause", "unauthorized")
            .containsEntry("url.path", "/echo");
      }
    }
    assertThat(facts.areAllTold()).isTrue();
  }

  /** Another connection, so that what comes late would have come. */
  private void closesItsSocket(StackUnderTest client, ServerSocket listening) throws Exception {
    client.connect(listening.getLocalPort(), Options.at("/echo"));
    try (ScriptedPeer peer = accepted(listening)) {
      peer.send(Frame.close(4001, ""));
      peer.receiveToTheEnd();
    }
    assertThat(facts.awaitEnd().attribute("websocket.close.code")).isEqualTo(4001L);
    assertThat(facts.areAllTold()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0", "reactor-1.0", "reactor-1.3"})
  void aClientThatMeetsNobodyIsTold(String library) throws Exception {
    int port;
    try (ServerSocket gone = listening()) {
      port = gone.getLocalPort();
    }
    try (StackUnderTest client = application(library)) {
      client.connect(port, Options.at("/echo"));
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("websocket.role", "client")
          .containsEntry("websocket.handshake.cause", "connect_failed")
          .containsEntry("url.path", "/echo")
          .containsEntry("url.scheme", "ws");
      assertThat(facts.areAllTold()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0", "reactor-1.0", "reactor-1.3"})
  void aClientThatDoesNotTrustTheCertificateIsTold(String library) throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at("/echo").withTls());
      refusingTls(listening, true);
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("websocket.role", "client")
          .containsEntry("websocket.handshake.cause", "tls_failed")
          .containsEntry("url.scheme", "wss")
          .containsEntry("url.path", "/echo");
      assertThat(facts.areAllTold()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0", "reactor-1.0", "reactor-1.3"})
  void aClientThatSpeaksTlsToAPlainPortIsTold(String library) throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at("/echo").withTls());
      refusingTls(listening, false);
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("websocket.role", "client")
          .containsEntry("websocket.handshake.cause", "tls_failed")
          .containsEntry("url.scheme", "wss");
      assertThat(facts.areAllTold()).isTrue();
    }
  }

  /** Asked on this thread, connected on an event loop; and no agent of OpenTelemetry between. */
  @ParameterizedTest
  @ValueSource(strings = {"webflux-5.3", "webflux-7.0", "reactor-1.0", "reactor-1.3"})
  void theConnectionIsPartOfTheTraceThatAskedForIt(String library) throws Exception {
    SpanContext asking =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      connectWithin(asking, client, listening.getLocalPort());
      try (ScriptedPeer peer = accepted(listening)) {
        peer.send(Frame.close(4001, ""));
        peer.receiveToTheEnd();
        isPartOf(asking, facts.awaitEnd());
      }
      // And then in no trace: what was kept for the first one is not for the next.
      client.connect(listening.getLocalPort(), Options.at("/echo"));
      try (ScriptedPeer peer = accepted(listening)) {
        peer.send(Frame.close(4001, ""));
        peer.receiveToTheEnd();
        assertThat(facts.awaitEnd().traceId()).isNotEqualTo(asking.getTraceId());
      }
      int gone;
      try (ServerSocket nobody = listening()) {
        gone = nobody.getLocalPort();
      }
      connectWithin(asking, client, gone);
      isPartOf(asking, facts.awaitFailure());
    }
  }

  private static void connectWithin(SpanContext asking, StackUnderTest client, int port)
      throws Exception {
    Callable<Void> connecting =
        () -> {
          client.connect(port, Options.at("/echo"));
          return null;
        };
    Context.root().with(Span.wrap(asking)).wrap(connecting).call();
  }

  private static void isPartOf(SpanContext asking, ExportedSpan told) {
    assertThat(told.traceId()).isEqualTo(asking.getTraceId());
    assertThat(told.parentId()).isEqualTo(asking.getSpanId());
  }

  /** The peer shakes hands, with a certificate nobody knows, or answers in plain words. */
  @SuppressWarnings("EmptyCatch") // the client ends it
  private static void refusingTls(ServerSocket listening, boolean tls) throws IOException {
    try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), tls)) {
      if (tls) {
        peer.readHead();
      } else {
        peer.sendBare("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      }
    } catch (IOException | IllegalStateException ended) {
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webflux-5.3",
        "webflux-7.0",
        "reactor-1.0",
        "reactor-1.3",
        "vertx-4.5",
        "vertx-5.2"
      })
  void theSettingNamedForAServerHelps(String library) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, DEFAULT), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      peer.sendRefused(tooBig());
      tooBigIsTold(SETTINGS_ON_A_SERVER.get(kind(library)));
    }
    try (ScriptedPeer peer = ScriptedPeer.dial(serving(library, RAISED), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      isEchoed(peer, tooBig());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webflux-5.3",
        "webflux-7.0",
        "reactor-1.0",
        "reactor-1.3",
        "vertx-4.5",
        "vertx-5.2"
      })
  void theSettingNamedForAClientHelps(String library) throws Exception {
    try (StackUnderTest client = application(library);
        ServerSocket listening = listening()) {
      client.connect(listening.getLocalPort(), Options.at("/echo"));
      try (ScriptedPeer peer = accepted(listening)) {
        peer.sendRefused(tooBig());
        tooBigIsTold(SETTINGS_ON_A_CLIENT.get(kind(library)));
      }
      client.connect(listening.getLocalPort(), Options.at("/echo").withMaxFrame(RAISED));
      try (ScriptedPeer peer = accepted(listening)) {
        isEchoed(peer, tooBig());
      }
    }
  }

  private static String kind(String library) {
    return library.substring(0, library.indexOf('-'));
  }

  private static Frame tooBig() {
    return Frame.text("x".repeat(TOO_BIG));
  }

  private void tooBigIsTold(String setting) throws Exception {
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "message_too_big")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.attribute("websocket.close.evidence").toString())
        .contains("65536")
        .contains("70000");
    assertThat(told.attribute("websocket.close.remediation").toString())
        .contains(setting)
        .doesNotContain("WebSocketDecoderConfig");
  }

  /** Of one frame or several: the echo of a framework is its own. */
  private void isEchoed(ScriptedPeer peer, Frame message) throws Exception {
    peer.send(message);
    int received = 0;
    while (received < message.size()) {
      Frame frame = peer.receive();
      assertThat(frame).isNotNull();
      assertThat(frame.opcode()).isLessThanOrEqualTo(2);
      received += frame.size();
    }
    assertThat(received).isEqualTo(message.size());
    peer.send(Frame.close(4001, ""));
    assertThat(peer.receive()).extracting(Frame::opcode).isEqualTo(8);
    peer.fin(); // some clients leave that to the server
    assertThat(facts.awaitEnd().attributes())
        .containsEntry("websocket.close.code", 4001L)
        .containsEntry("websocket.close.cause", "application");
  }
}
