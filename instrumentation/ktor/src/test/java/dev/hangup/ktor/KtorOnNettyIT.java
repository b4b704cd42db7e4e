// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ktor's codec on Netty's channel, with Netty's taps in place as well: one connection is told. */
class KtorOnNettyIT {

  private static final Options OPTIONS = Options.at("/echo/17");

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("ktor-netty.txt").chosen();
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

  private static StackUnderTest application(StackVersion version) {
    return Library.shared(version).application("dev.hangup.ktor.KtorOnNettyApplication");
  }

  private static ScriptedPeer talking(StackUnderTest server) throws Exception {
    ScriptedPeer peer = ScriptedPeer.dial(server.serve(OPTIONS), false);
    peer.upgrade(OPTIONS.path());
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
    return peer;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theConnectionIsToldOnce(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version)) {
      try (ScriptedPeer peer = talking(server)) {
        peer.send("!close 4001 because");
        assertThat(peer.receive()).isEqualTo(Frame.close(4001, "because"));
        peer.send(Frame.close(4001, ""));
        peer.receiveToTheEnd();
      }
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.role", "server")
          .containsEntry("websocket.stack", "ktor")
          .containsEntry("websocket.stack.version", version.version())
          .containsEntry("http.route", "/echo/{id}")
          .containsEntry("network.peer.address", "127.0.0.1")
          .containsEntry("websocket.messages.received", 2L)
          .containsEntry("websocket.messages.sent", 1L)
          .containsEntry("websocket.close.code", 4001L)
          .containsEntry("websocket.close.initiator", "local");
    }
  }

  /** The engine ends its channel of bytes alike after an end and after a reset. */
  @ParameterizedTest
  @MethodSource("versions")
  void aResetIsNotToldAsAnEnd(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = talking(server)) {
      peer.reset();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.stack", "ktor")
          .containsEntry("websocket.close.code", 1006L);
      // 2.3 may say so; what is never told is an end that was none.
      assertThat(told.attributes().getOrDefault("websocket.close.cause", "peer_reset"))
          .isEqualTo("peer_reset");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRefusalIsToldOnce(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(OPTIONS), false)) {
      peer.sendBytes(peer.upgradeRequest("/nowhere"));
      assertThat(peer.readHead().get("")).contains("404");
      assertThat(facts.awaitFailure().attributes())
          .containsEntry("websocket.stack", "netty")
          .containsEntry("http.response.status_code", 404L)
          .containsEntry("url.path", "/nowhere");
    }
  }
}
