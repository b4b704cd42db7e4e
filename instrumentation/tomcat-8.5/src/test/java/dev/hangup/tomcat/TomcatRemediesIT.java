// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever follows a remedy is helped: each setting that is named ends what it is named for. */
class TomcatRemediesIT {

  private static final String PATH = "/echo/17";

  /** What a remedy names, and the application that did it. */
  private static final Map<String, String> BUFFERS =
      Map.of(
          "Session.setMax%sMessageBufferSize", "OfTheSession",
          "WebSocketContainer.setDefaultMax%sMessageBufferSize", "OfTheContainer",
          "context parameter org.apache.tomcat.websocket.%sBufferSize", "OfTheContext",
          "@OnMessage(maxMessageSize=…)", "OfTheAnnotation");

  private static final Map<String, String> IDLE =
      Map.of(
          "Session.setMaxIdleTimeout", "IdleOfTheSession",
          "WebSocketContainer.setDefaultMaxSessionIdleTimeout", "IdleOfTheContainer");

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("tomcat-newest.txt").chosen();
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

  /** One connection to an application, as its peer has it. */
  private interface Talk {
    void with(ScriptedPeer peer) throws Exception;
  }

  private void served(StackVersion version, String application, Talk talk) throws Exception {
    try (StackUnderTest server = application(version, application);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.upgrade(PATH);
      talk.with(peer);
    }
  }

  private void called(StackVersion version, String application, Talk talk) throws Exception {
    try (StackUnderTest client = application(version, application);
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        talk.with(peer);
      }
    }
  }

  private static StackUnderTest application(StackVersion version, String name) {
    return Library.shared(version).application("dev.hangup.tomcat.TomcatRemedies$" + name);
  }

  private static Frame frame(String kind) {
    return kind.equals("Text")
        ? Frame.text("x".repeat(TomcatRemedies.ENOUGH))
        : Frame.binary(TomcatRemedies.ENOUGH);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServersMessageIsNoLongerTooBig(StackVersion version) throws Exception {
    for (String kind : List.of("Text", "Binary")) {
      served(version, "Nothing", peer -> assertThat(tooBig(peer, kind)).isNotEmpty());
      for (Map.Entry<String, String> each : BUFFERS.entrySet()) {
        String setting = each.getKey().formatted(inWords(each.getKey(), kind));
        served(version, "Nothing", peer -> assertThat(tooBig(peer, kind)).contains(setting));
        served(version, each.getValue(), peer -> echoes(peer, kind));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientsMessageIsNoLongerTooBig(StackVersion version) throws Exception {
    for (String kind : List.of("Text", "Binary")) {
      called(version, "Nothing", peer -> assertThat(tooBig(peer, kind)).isNotEmpty());
      called(version, "OfTheSession", peer -> echoes(peer, kind));
      called(version, "OfTheContainer", peer -> echoes(peer, kind));
    }
  }

  /** The name of a parameter begins with a small letter. */
  private static String inWords(String setting, String kind) {
    return setting.startsWith("context") ? kind.toLowerCase(java.util.Locale.ROOT) : kind;
  }

  /** What is to be done about it. */
  private String tooBig(ScriptedPeer peer, String kind) throws Exception {
    peer.send(frame(kind));
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1009);
    hangUp(peer);
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attribute("websocket.close.cause")).isEqualTo("message_too_big");
    return told.attribute("websocket.close.remediation").toString();
  }

  private void echoes(ScriptedPeer peer, String kind) throws Exception {
    peer.send(frame(kind));
    int echoed = 0;
    while (echoed < TomcatRemedies.ENOUGH) { // in parts, as Tomcat sends what is long
      echoed += peer.receive().size();
    }
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    assertThat(facts.awaitEnd().attribute("websocket.close.cause")).isEqualTo("normal");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theIdleLimitIsTheOneThatWasSet(StackVersion version) throws Exception {
    for (Map.Entry<String, String> each : IDLE.entrySet()) {
      served(version, each.getValue(), peer -> idle(peer, each.getKey()));
      called(version, each.getValue(), peer -> idle(peer, each.getKey()));
    }
  }

  private void idle(ScriptedPeer peer, String setting) throws Exception {
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
    hangUp(peer);
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attribute("websocket.close.cause")).isEqualTo("idle_timeout_local");
    assertThat(told.attribute("websocket.close.evidence")).asString().contains("300 ms");
    assertThat(told.attribute("websocket.close.remediation")).asString().contains(setting);
  }

  /** Old versions wait for the peer for ever. */
  private static void hangUp(ScriptedPeer peer) throws IOException {
    peer.fin();
  }
}
