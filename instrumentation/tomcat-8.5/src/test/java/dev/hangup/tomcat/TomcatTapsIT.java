// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is Tomcat's own: routes, refusals, limits, batches, waiting. */
class TomcatTapsIT {

  private static final String PATH = "/echo/17";

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("tomcat-versions.txt").chosen();
  }

  @BeforeEach
  void record() {
    versions().forEach(Library::shared);
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  private static StackUnderTest application(StackVersion version, String variant) {
    return Library.shared(version).application("dev.hangup.tomcat.TomcatVariants$" + variant);
  }

  private static ScriptedPeer talking(int port, String path, String... headers) throws Exception {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(path, headers);
    return peer;
  }

  private static void goodbye(ScriptedPeer peer) throws Exception {
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aTemplateIsToldBelowWhereItsApplicationIsMounted(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Mounted");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), "/shop/echo/17?who=me")) {
      goodbye(peer);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.name()).isEqualTo("WS /shop/echo/{id}");
      assertThat(told.attribute("url.path")).isEqualTo("/shop/echo/17");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aFrameworksOwnTemplateCountsMoreThanThePathItMakesAnEndpointOf(StackVersion version)
      throws Exception {
    try (StackUnderTest server = application(version, "Mapping");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), "/shop/rooms/blue/talk")) {
      goodbye(peer);
      assertThat(facts.awaitEnd().name()).isEqualTo("WS /shop/rooms/{room}/talk");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anEndpointsPathIsToldAsItIs(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Constant");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), "/shop/bug66508")) {
      goodbye(peer);
      assertThat(facts.awaitEnd().name()).isEqualTo("WS /shop/bug66508");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void thePathAFrameworkMakesAnEndpointOfIsNoTemplate(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "SilentMapping");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), "/rooms/66508/talk")) {
      goodbye(peer);
      assertThat(facts.awaitEnd().name()).isEqualTo("WS /rooms/{id}/talk");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theContextOfTheRequestIsTheParent(StackVersion version) throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer =
            talking(
                server.serve(Options.at(PATH)),
                PATH,
                "traceparent: 00-" + trace + "-b7ad6b7169203331-01",
                "X-Forwarded-For: 203.0.113.7")) {
      goodbye(peer);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.traceId()).isEqualTo(trace);
      assertThat(told.attribute("client.address")).isEqualTo("203.0.113.7");
      assertThat(told.attribute("network.peer.address")).isEqualTo("127.0.0.1");
    }
  }

  /** The container says 1001 to a socket that is closed by then: no peer sees that Close frame. */
  @ParameterizedTest
  @MethodSource("versions")
  void aCloseThatNobodyGotIsNotTold(StackVersion version) throws Exception {
    assumeFalse(version.has("forgets-sessions-at-stop"), "sessions may be forgotten at a stop");
    StackUnderTest server = application(version, "SocketsGoFirst");
    try (ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send(Frame.text("hello"));
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      server.close();
      Frame last = peer.receive(); // in old versions the socket may go second after all
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", last == null ? 1006L : 1001L)
          .containsEntry("websocket.close.cause", last == null ? "local_abort" : "going_away")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attributes().containsKey("websocket.close.sent_code"))
          .isEqualTo(last != null);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anOriginThatIsNotWelcomeIsARefusal(StackVersion version) throws Exception {
    refused(version, "Choosy", PATH, 403, "origin_refused");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aPathWithNobodyThereIsARefusal(StackVersion version) throws Exception {
    refused(version, "Plain", "/nobody/17", 404, "not_found");
  }

  private void refused(StackVersion version, String variant, String path, int status, String cause)
      throws Exception {
    try (StackUnderTest server = application(version, variant);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(path, "Origin: http://elsewhere.example");
      assertThat(peer.readHead().get("")).contains(Integer.toString(status));
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("http.response.status_code", (long) status)
          .containsEntry("error.type", cause)
          .containsEntry("websocket.handshake.cause", cause)
          .containsEntry("url.path", path)
          .containsEntry("url.scheme", "ws")
          .containsEntry("user_agent.original", "scripted-peer")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("network.peer.port", (long) peer.localPort());
    }
  }

  /** All on the one thread the server has: nothing of one request may be taken for another's. */
  @ParameterizedTest
  @MethodSource("versions")
  void whoeverRefusesIsToldOnceEach(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Refusing")) {
      int port = server.serve(Options.at(PATH));
      List<String> refusals =
          List.of(
              "/upgrade-left-to-others 426",
              "/at-once/401 401",
              "/later/403 403",
              "/at-once/426 426",
              "/late-upgrade 426",
              "/later/400 400",
              "/nobody 404",
              "/at-once/503 503");
      for (String refusal : refusals) {
        String path = refusal.substring(0, refusal.indexOf(' '));
        String status = refusal.substring(refusal.indexOf(' ') + 1);
        try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
          peer.sendBytes(peer.upgradeRequest(path, 12));
          assertThat(peer.readHead().get("")).contains(status);
          ExportedSpan told = facts.awaitFailure();
          assertThat(told.attribute("http.response.status_code"))
              .as(refusal)
              .isEqualTo(Long.parseLong(status));
          assertThat(told.attribute("url.path")).isEqualTo(path);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anUpgradeThatAProxyTookTheHeadersOfIsARefusal(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      // As nginx passes it on where nobody told it otherwise.
      peer.sendBytes(
          ("GET "
                  + PATH
                  + " HTTP/1.0\r\nHost: here\r\nConnection: close\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains("404");
      assertThat(facts.awaitFailure().attribute("http.response.status_code")).isEqualTo(404L);
    }
  }

  /** Spring refuses it itself: nothing of Tomcat's WebSocket is asked. */
  @ParameterizedTest
  @MethodSource("versions")
  void anUpgradeWithoutItsKeyIsARefusal(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Refusing");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.sendBytes(
          """
          GET /at-once/400 HTTP/1.1
          Host: here
          Connection: Upgrade
          Upgrade: WebSocket
          Sec-WebSocket-Version: 13

          """
              .replace("\n", "\r\n")
              .getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains("400");
      assertThat(facts.awaitFailure().attribute("http.response.status_code")).isEqualTo(400L);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void requestsThatAskForNothingAreNotTold(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.sendBytes("GET /nobody HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains("404");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void batchedMessagesAreCountedOnceEach(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Batching");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("part");
      for (int i = 1; i <= 3; i++) {
        assertThat(peer.receive()).isEqualTo(Frame.text("part " + i));
      }
      goodbye(peer);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.messages.sent")).isEqualTo(3L);
      assertThat(told.attribute("websocket.frames.sent")).isEqualTo(4L);
      assertThat(told.attribute("websocket.bytes.sent")).isEqualTo(3L * 6 + 2);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void messagesNobodyWaitsForAreCountedOnceEach(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Sending");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("twice " + "x".repeat(20_000));
      // More than Tomcat's buffer holds: it leaves in parts, each of them a frame.
      assertThat(peer.receive()).extracting(Frame::firstByte).isEqualTo(Frame.FIRST_TEXT);
      assertThat(peer.receive()).extracting(Frame::firstByte).isEqualTo(Frame.MORE);
      assertThat(peer.receive()).extracting(Frame::firstByte).isEqualTo(Frame.LAST);
      assertThat(peer.receive()).isEqualTo(Frame.text("once more"));
      goodbye(peer);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.messages.sent")).isEqualTo(2L);
      assertThat(told.attribute("websocket.frames.sent")).isEqualTo(5L);
      assertThat(told.attribute("websocket.message.max_size.sent")).isEqualTo(20_006L);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void writesNobodyWaitsForAndReadsMeetTheSameResetAndItIsToldOnce(StackVersion version)
      throws Exception {
    try (StackUnderTest server = application(version, "Sending");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("flood");
      assertThat(peer.receive()).isEqualTo(Frame.of(Frame.BINARY, new byte[8192]));
      peer.reset();
      ExportedSpan told = facts.awaitEnd();
      // Both saw it, on two threads; who was first is the system's affair.
      assertThat(told.attribute("websocket.close.cause")).isIn("peer_reset", "write_failed");
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", 1006L)
          .containsEntry("websocket.close.initiator", "remote")
          .containsEntry("websocket.close.clean", false)
          .doesNotContainKey("websocket.close.sent_code");
    }
  }

  /** New versions give it 50 ms, which a busy machine may need; here it is one. */
  @ParameterizedTest
  @MethodSource("versions")
  void aCloseFrameThatTookTooLongTellsNothingOfThePeer(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Hasty")) {
      int port = server.serve(Options.at(PATH));
      for (int i = 0; i < 20; i++) {
        try (ScriptedPeer peer = talking(port, PATH)) {
          peer.send("!close 1011 hasty");
          peer.fin();
          ExportedSpan told = facts.awaitEnd();
          assertThat(told.attribute("websocket.close.cause")).isEqualTo("internal_error");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theLimitOfABufferIsNamed(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH).withMaxFrame(1000)), PATH)) {
      peer.send("x".repeat(1001));
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.close.code")).isEqualTo(1009L);
      assertThat(told.attribute("websocket.close.evidence")).asString().contains("1000 bytes");
      assertThat(told.attribute("websocket.close.remediation"))
          .asString()
          .contains("setMaxTextMessageBufferSize");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theLimitOfAnAnnotationIsNamed(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Annotated");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("x".repeat(101));
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.close.code")).isEqualTo(1009L);
      assertThat(told.attribute("websocket.close.evidence")).asString().contains("100 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anExceptionWhenItOpensIsTheHandlers(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Annotated");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), "/echo/bad")) {
      assertThat(peer.receive()).extracting(Frame::opcode).isEqualTo(8);
      peer.reset();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.close.cause")).isEqualTo("internal_error");
      assertThat(told.attribute("websocket.close.evidence"))
          .asString()
          .contains("java.lang.IllegalStateException");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anExceptionThatTheEndpointAnswersItselfIsTheHandlers(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Annotated");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("!throw");
      assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1011);
      peer.send(Frame.close(1011, ""));
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.close.cause")).isEqualTo("internal_error");
      assertThat(told.attribute("websocket.close.evidence"))
          .asString()
          .contains("java.lang.UnsupportedOperationException");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theIdleLimitAndItsSettingAreNamed(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH).withIdleMillis(300)), PATH)) {
      assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
      peer.send(Frame.close(1001, ""));
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.close.evidence"))
          .asString()
          .contains("Session.setMaxIdleTimeout", "300 ms");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aPeerThatNeverAnswersACloseIsGivenUp(StackVersion version) throws Exception {
    assumeFalse(version.has("no-close-timeout"), "waits for ever");
    try (StackUnderTest server = application(version, "Impatient");
        ScriptedPeer peer = talking(server.serve(Options.at(PATH)), PATH)) {
      peer.send("!close 1000 bye");
      assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
      assertThat(peer.receive()).isNull();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.close.cause", "close_timeout")
          .containsEntry("websocket.close.clean", false);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatIsSentElsewhereIsToldOnceWithWhereItWent(StackVersion version) throws Exception {
    assumeFalse(version.has("no-redirects"), "does not follow");
    try (StackUnderTest client = application(version, "Plain");
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer first = ScriptedPeer.accepted(listening.accept(), false)) {
        first.readHead();
        first.sendBytes(
            ("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:"
                    + listening.getLocalPort()
                    + "/elsewhere/18\r\nContent-Length: 0\r\n\r\n")
                .getBytes(US_ASCII));
        try (ScriptedPeer second = ScriptedPeer.accepted(listening.accept(), false)) {
          Map<String, String> request = second.readHead();
          second.sendBytes(second.upgradeResponse(request));
          second.send("hello");
          assertThat(second.receive()).isEqualTo(Frame.text("hello"));
          goodbye(second);
          ExportedSpan told = facts.awaitEnd();
          assertThat(told.attribute("url.path")).isEqualTo("/elsewhere/18");
          assertThat(told.attribute("websocket.role")).isEqualTo("client");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatIsNotLetInTellsTheStatus(StackVersion version) throws Exception {
    try (StackUnderTest client = application(version, "Plain");
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.readHead();
        peer.sendBytes("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        ExportedSpan told = facts.awaitFailure();
        assertThat(told.attributes())
            .containsEntry("http.response.status_code", 403L)
            .containsEntry("error.type", "unauthorized");
      }
    }
  }

  /** It takes whatever one the server chose, but only one. */
  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatDoesNotLikeTheAnswerTellsWhy(StackVersion version) throws Exception {
    try (StackUnderTest client = application(version, "Plain");
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH).withSubprotocol("a"));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(
            peer.upgradeResponse(
                peer.readHead(), "Sec-WebSocket-Protocol: a", "Sec-WebSocket-Protocol: b"));
        ExportedSpan told = facts.awaitFailure();
        assertThat(told.attribute("http.response.status_code")).isEqualTo(101L);
        assertThat(told.attribute("websocket.handshake.evidence"))
            .asString()
            .endsWith("DeploymentException");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatFindsNobodyTellsWhereItLooked(StackVersion version) throws Exception {
    // Bound and not listening: nobody is there, and nobody else can come.
    try (Socket reserved = new Socket();
        StackUnderTest client = application(version, "Plain")) {
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = reserved.getLocalPort();
      client.connect(port, Options.at(PATH));
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("error.type", "connect_failed")
          .containsEntry("server.address", "127.0.0.1")
          .containsEntry("server.port", (long) port)
          .containsEntry("url.path", PATH)
          .doesNotContainKey("http.response.status_code");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientWhoseServerHangsUpTellsTheException(StackVersion version) throws Exception {
    try (StackUnderTest client = application(version, "Plain");
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.readHead();
        peer.fin();
        ExportedSpan told = facts.awaitFailure();
        assertThat(told.attributes())
            .containsEntry("error.type", "connection_lost")
            .doesNotContainKey("http.response.status_code");
      }
    }
  }
}
