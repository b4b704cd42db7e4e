// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

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

/** The standard's API stands on the same channels: each connection is told once. */
class UndertowEndpointsIT {

  private static final Options OPTIONS = Options.at("/app/chat/kitchen");

  private ExportedFacts facts;

  static List<StackVersion> versions() {
    return Matrix.read("undertow-jsr.txt").chosen();
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
    String namespace = version.has("javax") ? "Javax" : "Jakarta";
    return Library.shared(version)
        .application("dev.hangup.undertow." + namespace + "EndpointsApplication");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theRouteIsTheEndpointsTemplate(StackVersion version) throws Exception {
    try (StackUnderTest application = application(version)) {
      application.connect(application.serve(OPTIONS), OPTIONS);
      ExportedSpan one = facts.awaitEnd();
      ExportedSpan other = facts.awaitEnd();
      boolean serverFirst = one.kind().equals("SERVER");
      told(serverFirst ? one : other, "server", "/app/chat/{room}", version);
      told(serverFirst ? other : one, "client", OPTIONS.path(), version);
    }
  }

  private static void told(ExportedSpan told, String role, String route, StackVersion version) {
    assertThat(told.attributes())
        .containsEntry("websocket.role", role)
        .containsEntry("websocket.stack", "undertow")
        .containsEntry("websocket.stack.version", version.version())
        .containsEntry("http.route", route)
        .containsEntry("websocket.messages.received", 1L)
        .containsEntry("websocket.messages.sent", 1L)
        .containsEntry("websocket.close.code", 4001L)
        .containsEntry("websocket.close.reason", "heard hello, kitchen")
        .containsEntry("websocket.close.initiator", role.equals("server") ? "remote" : "local")
        .doesNotContainKey("websocket.framework");
  }

  /** The connection goes on, and what the method threw is known of it. */
  @ParameterizedTest
  @MethodSource("versions")
  void theEndpointsMethodThrows(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version)) {
      try (ScriptedPeer peer = ScriptedPeer.dial(server.serve(OPTIONS), false)) {
        peer.upgrade(OPTIONS.path());
        peer.send("fail");
        assertThat(peer.receive()).isEqualTo(Frame.close(1011, "failed"));
        peer.send(Frame.close(1011, ""));
        peer.receiveToTheEnd();
      }
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.close.code", 1011L)
          .containsEntry("websocket.close.cause", "internal_error")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.evidence"))
          .asString()
          .contains("java.lang.IllegalStateException");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRefusalIsToldOnce(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(OPTIONS), false)) {
      peer.sendBytes(peer.upgradeRequest("/app/nowhere"));
      assertThat(peer.readHead().get("")).contains("404");
      assertThat(facts.awaitFailure().attributes())
          .containsEntry("http.response.status_code", 404L)
          .containsEntry("url.path", "/app/nowhere");
    }
  }
}
