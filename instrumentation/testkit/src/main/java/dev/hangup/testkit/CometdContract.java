// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What CometD's own settings are for, on whatever container, and that they are the ones that are
 * named. Its application is {@code CometdApplication}, beside the test.
 */
public abstract class CometdContract {

  private static final String PATH = "/cometd";

  private static final String HANDSHAKE =
      "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
          + "\"supportedConnectionTypes\":[\"websocket\"]}]";

  private static final String DONE = "\"successful\":true";

  private final String stack;
  private final String containersSetting;
  private ExportedFacts facts;

  /** A setting of the container's must not be named: it would not help. */
  protected CometdContract(String stack, String containersSetting) {
    this.stack = stack;
    this.containersSetting = containersSetting;
  }

  /** What a peer does when the server gave up waiting for it. */
  protected abstract void leave(ScriptedPeer peer) throws IOException;

  public static List<StackVersion> versions() {
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
          .containsEntry("websocket.stack", stack)
          .containsEntry("websocket.framework", "cometd")
          .containsEntry("websocket.close.cause", "message_too_big")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in CometD: ", "ws.maxMessageSize")
          .doesNotContain(containersSetting);
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
      leave(peer);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.framework", "cometd")
          .containsEntry("websocket.close.cause", "idle_timeout_local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in CometD: ", "ws.idleTimeout");
    }
  }

  private StackUnderTest server(StackVersion version) {
    String name = getClass().getPackage().getName() + ".CometdApplication";
    return Library.shared(version).application(name);
  }

  private static ScriptedPeer opened(int port) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(PATH);
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
      Frame frame = Objects.requireNonNull(peer.receive(), "the server hung up");
      assertThat(frame.opcode()).isLessThan(8);
      if (frame.text().contains(DONE)) {
        return frame.text();
      }
    }
  }
}
