// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is Netty's own: ways of building a pipeline, and what must be left alone. */
class NettyTapsIT {

  private static final String PATH = "/echo/17";

  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String UPGRADE =
      String.join(
          "\r\n", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", KEY);

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("netty-versions.txt").chosen();
  }

  @BeforeEach
  void record() {
    versions().forEach(Library::shared);
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static StackUnderTest application(StackVersion version, String variant) {
    return Library.shared(version).application("dev.hangup.netty.NettyVariants$" + variant);
  }

  /** Shakes hands, echoes, says goodbye. */
  private static void converse(int port) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
      peer.upgrade(PATH);
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServerThatMakesItsHandshakeByHandIsAdoptedAtItsFirstByte(StackVersion version)
      throws Exception {
    try (StackUnderTest server = application(version, "ByHand")) {
      converse(server.serve(Options.at(PATH)));
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.role")).isEqualTo("server");
      assertThat(told.attribute("websocket.close.code")).isEqualTo(1000L);
      assertThat(told.attribute("websocket.close.clean")).isEqualTo(true);
      assertThat(told.attribute("websocket.frames.received")).isEqualTo(2L);
      assertThat(told.attribute("websocket.frames.sent")).isEqualTo(2L);
      assertThat(told.attributes()).doesNotContainKeys("url.path", "http.route");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void framesBehindTheRequestAreCounted(StackVersion version) throws Exception {
    assumeFalse(version.has("chokes-on-glued-frames"), "the handshake fails of them");
    try (StackUnderTest server = application(version, "SeparateHttp");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      byte[] request = peer.upgradeRequest(PATH);
      byte[] glued = Frame.ping("glued").masked();
      byte[] both = java.util.Arrays.copyOf(request, request.length + glued.length);
      System.arraycopy(glued, 0, both, request.length, glued.length);
      peer.sendBytes(both);
      facts.awaitOpened();
      peer.reset();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.frames.received")).isEqualTo(1L);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatDropsTheConnectionOnACloseFrameIsToldAsThat(StackVersion version)
      throws Exception {
    try (StackUnderTest client = application(version, "DroppingClient");
        java.net.ServerSocket listening =
            new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        peer.send(Frame.close(1000, "bye"));
        peer.receiveToTheEnd();
        ExportedSpan told = facts.awaitEnd();
        assertThat(told.attribute("websocket.close.code")).isEqualTo(1000L);
        assertThat(told.attribute("websocket.close.initiator")).isEqualTo("remote");
        assertThat(told.attributes()).containsEntry("websocket.close.clean", false);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aFrameIsSentWhenItIsFlushed(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Collecting");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(PATH);
      peer.readHead();
      peer.send(Frame.binary(100));
      facts.awaitOpened();
      peer.send(Frame.binary(200));
      assertThat(peer.receive()).isEqualTo(Frame.binary(100));
      assertThat(peer.receive()).isEqualTo(Frame.binary(200));
      peer.reset();

      ExportedSpan told = facts.awaitEnd();
      List<Long> received = told.frameTimes().get("receive");
      List<Long> sent = told.frameTimes().get("transmit");
      assertThat(sent).hasSize(2);
      assertThat(sent.get(0)).isEqualTo(sent.get(1)).isGreaterThanOrEqualTo(received.get(1));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void messagesOfManyBuffersAreCountedToTheByte(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Composite");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(PATH);
      peer.readHead();
      for (Frame frame : List.of(Frame.binary(1), Frame.binary(300), Frame.binary(50_000))) {
        peer.send(frame);
        assertThat(peer.receive()).isEqualTo(frame);
      }
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attribute("websocket.bytes.received")).isEqualTo(50_303L);
      assertThat(told.attribute("websocket.bytes.sent")).isEqualTo(50_303L);
      assertThat(told.violations()).isEmpty();
    }
  }

  /** Opens a connection, lets {@code then} end it, and takes what was told. */
  private ExportedSpan talk(StackVersion version, String variant, Ending then) throws Exception {
    try (StackUnderTest server = application(version, variant);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(PATH);
      peer.readHead();
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      then.end(server, peer);
      return facts.awaitEnd();
    }
  }

  /** How a connection ends. */
  private interface Ending {
    void end(StackUnderTest server, ScriptedPeer peer) throws Exception;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aFinIsThePeersEndAlsoWhereTheChannelStaysOpenForWriting(StackVersion version)
      throws Exception {
    ExportedSpan told = talk(version, "HalfClosure", (server, peer) -> peer.fin());
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "peer_eof")
        .containsEntry("websocket.close.initiator", "remote");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anEventLoopThatShutsDownIsALocalEnd(StackVersion version) throws Exception {
    ExportedSpan told = talk(version, "Plain", (server, peer) -> server.close());
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "local_abort")
        .containsEntry("websocket.close.initiator", "local");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aReadTimeoutIsAnIdleTimer(StackVersion version) throws Exception {
    ExportedSpan told = talk(version, "ReadTimeout", (server, peer) -> peer.receiveToTheEnd());
    assertThat(told.attributes()).containsEntry("websocket.close.cause", "idle_timeout_local");
  }

  @Test
  void twoVersionsInTwoLoadersAreObservedAtOnce() throws Exception {
    StackVersion oldest = Matrix.read("netty-versions.txt").floor();
    StackVersion newest = Matrix.read("netty-versions.txt").newest();
    try (StackUnderTest one = application(oldest, "Plain");
        StackUnderTest two = application(newest, "Plain");
        ScriptedPeer first = ScriptedPeer.dial(one.serve(Options.at(PATH)), false);
        ScriptedPeer second = ScriptedPeer.dial(two.serve(Options.at(PATH)), false)) {
      for (ScriptedPeer peer : List.of(first, second)) {
        peer.askUpgrade(PATH);
        peer.readHead();
        peer.send("hello");
        assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      }
      first.send(Frame.close(4001, ""));
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.stack.version", oldest.version())
          .containsEntry("websocket.close.code", 4001L);
      second.send(Frame.close(4002, ""));
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.stack.version", newest.version())
          .containsEntry("websocket.close.code", 4002L);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aMissingKeyIsARefusalWith400(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      String request = new String(peer.upgradeRequest(PATH), US_ASCII);
      peer.sendBytes(request.replaceFirst("Sec-WebSocket-Key: .*\r\n", "").getBytes(US_ASCII));
      assertThat(peer.readHead().get("")).contains("400");
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attribute("http.response.status_code")).isEqualTo(400L);
      assertThat(told.attribute("websocket.handshake.cause")).isEqualTo("bad_request");
      assertThat(told.attribute("websocket.handshake.evidence"))
          .asString()
          .contains("had no Sec-WebSocket-Key");
      assertThat(told.attribute("url.path")).isEqualTo(PATH);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void upgradesAnsweredAsPlainHttpAreToldOnceEach(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Shop");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      // All on one connection, with plain requests between.
      isAnswered(peer, "/goods", "", " 200 ");
      isAnswered(peer, "/goods", UPGRADE, " 200 ");
      isAnswered(peer, "/nowhere", "Upgrade: h2c\r\nConnection: Upgrade\r\n", " 404 ");
      isAnswered(peer, "/elsewhere", UPGRADE, " 404 ");
      isAnswered(peer, "/stripped", KEY, " 404 ");
      isAnswered(peer, "/nowhere", "", " 404 ");
      peer.askUpgrade(PATH);
      assertThat(peer.readHead().get("")).contains(" 101 ");
      peer.send(Frame.close(4001, ""));
      peer.receiveToTheEnd();
      assertThat(facts.awaitEnd().attribute("websocket.close.code")).isEqualTo(4001L);
      isToldAs("/goods", 200L, "other");
      isToldAs("/elsewhere", 404L, "not_found");
      isToldAs("/stripped", 404L, "upgrade_stripped");
      assertThat(facts.areAllTold()).isTrue();
    }
  }

  private static void isAnswered(ScriptedPeer peer, String path, String headers, String status)
      throws Exception {
    String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
    peer.sendBytes(request.getBytes(US_ASCII));
    assertThat(peer.readHead().get("")).contains(status);
  }

  private void isToldAs(String path, long status, String cause) throws Exception {
    ExportedSpan told = facts.awaitFailure();
    assertThat(told.attribute("url.path")).isEqualTo(path);
    assertThat(told.attribute("http.response.status_code")).isEqualTo(status);
    assertThat(told.attribute("websocket.handshake.cause")).isEqualTo(cause);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anIoExceptionOfTheApplicationIsItsOwn(StackVersion version) throws Exception {
    ExportedSpan told = clumsy(version);
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "internal_error")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.attribute("websocket.close.evidence").toString())
        .contains("java.io.FileNotFoundException");
  }

  private ExportedSpan clumsy(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Clumsy");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(PATH);
      peer.readHead();
      peer.send("hello");
      peer.receiveToTheEnd();
      return facts.awaitEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aWriteTimeoutIsAPeerThatDoesNotRead(StackVersion version) throws Exception {
    assertThat(flooded(version, "WriteTimeout").attributes())
        .containsEntry("websocket.close.cause", "slow_consumer");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anIdleTimerDuringABlockedWriteIsAPeerThatDoesNotRead(StackVersion version) throws Exception {
    assertThat(flooded(version, "IdleEnd").attributes())
        .containsEntry("websocket.close.cause", "slow_consumer");
  }

  /** The peer has the server send and does not read a byte of it. */
  private ExportedSpan flooded(StackVersion version, String variant) throws Exception {
    try (StackUnderTest server = application(version, variant);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.askUpgrade(PATH);
      peer.readHead();
      peer.send("!flood");
      return facts.awaitEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anIdleTimerOfAPeerThatReadsIsAnIdleTimer(StackVersion version) throws Exception {
    assertThat(talk(version, "IdleEnd", (server, peer) -> peer.receiveToTheEnd()).attributes())
        .containsEntry("websocket.close.cause", "idle_timeout_local");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void hixie76IsLeftAlone(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version, "Plain");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.sendBytes(
          ("GET "
                  + PATH
                  + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                  + "Origin: http://127.0.0.1\r\nSec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\n"
                  + "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\nContent-Length: 8\r\n\r\n^n:ds[4U")
              .getBytes(US_ASCII));
      peer.readHead();
      peer.reset();
      converse(server.serve(Options.at(PATH)));
      assertThat(facts.awaitEnd().attribute("websocket.close.code")).isEqualTo(1000L);
      assertThat(facts.areAllTold()).isTrue();
    }
  }
}
