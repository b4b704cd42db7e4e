// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What CometD's own settings are for, and that they are the ones that are named. */
class CometdIT {

  private static final String PATH = "/cometd";

  private static final String HANDSHAKE =
      "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
          + "\"supportedConnectionTypes\":[\"websocket\"]}]";

  private static final String DONE = "\"successful\":true";

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("cometd.txt").chosen();
  }

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aMessageThatIsTooBigNamesTheOptionOfCometd(StackVersion version) throws Exception {
    try (StackUnderTest server = server(version);
        ScriptedPeer peer = opened(server.serve(Options.at(PATH)))) {
      peer.sendRefused(published(peer));
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.stack", "jetty")
          .containsEntry("websocket.framework", "cometd")
          .containsEntry("websocket.close.cause", "message_too_big")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in CometD: ", "ws.maxMessageSize")
          .doesNotContain("setMaxTextMessageSize");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theOptionHelps(StackVersion version) throws Exception {
    try (StackUnderTest server = server(version);
        ScriptedPeer peer = opened(server.serve(Options.at(PATH).withMaxFrame(200_000)))) {
      peer.send(published(peer));
      awaitDone(peer);
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.close.cause", "normal")
          .containsEntry("websocket.messages.received", 2L);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theIdleTimerIsTheOneOfTheOptionNamed(StackVersion version) throws Exception {
    try (StackUnderTest server = server(version);
        ScriptedPeer peer = opened(server.serve(Options.at(PATH).withIdleMillis(1000)))) {
      peer.receiveToTheEnd();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.framework", "cometd")
          .containsEntry("websocket.close.cause", "idle_timeout_local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in CometD: ", "ws.idleTimeout");
    }
  }

  private static StackUnderTest server(StackVersion version) {
    return Library.shared(version).application("dev.hangup.jetty.CometdApplication");
  }

  private static ScriptedPeer opened(int port) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.askUpgrade(PATH);
    assertThat(peer.readHead().get("")).contains("101");
    return peer;
  }

  /** A message of 70 000 bytes for the application's service, by a client that shook hands. */
  private static Frame published(ScriptedPeer peer) throws IOException {
    peer.send(HANDSHAKE);
    String client = awaitDone(peer).replaceAll(".*\"clientId\":\"(\\w+)\".*", "$1");
    return Frame.text(
        "[{\"channel\":\"/service/echo\",\"clientId\":\""
            + client
            + "\",\"data\":\""
            + "x".repeat(70_000)
            + "\"}]");
  }

  /** What says that a message was processed; the service's answer may come before it. */
  private static String awaitDone(ScriptedPeer peer) throws IOException {
    while (true) {
      Frame frame = peer.receive();
      assertThat(frame).isNotNull();
      assertThat(frame.opcode()).isLessThan(8);
      if (frame.text().contains(DONE)) {
        return frame.text();
      }
    }
  }
}
