// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Javax layer and WebSocket servlets: they stand on the same connection. */
class Jetty9EndpointsIT {

  private static final String FLOOR = "9.4.0.v20161208";
  private static final String NEWEST = "9.4.58.v20250814";

  @ParameterizedTest
  @ValueSource(strings = {FLOOR, NEWEST})
  void theRouteIsTheEndpointsTemplate(String version) throws Exception {
    for (String where : List.of("chat", "talk")) {
      ExportedFacts facts = ExportedFacts.record();
      try (StackUnderTest application = application(version)) {
        Options options = Options.at("/app/" + where + "/kitchen");
        application.connect(application.serve(options), options);
        ExportedSpan one = facts.awaitEnd();
        ExportedSpan other = facts.awaitEnd();
        boolean serverFirst = one.kind().equals("SERVER");
        told(serverFirst ? one : other, "server", "/app/" + where + "/{room}", version);
        told(serverFirst ? other : one, "client", options.path(), version);
      }
      assertThat(facts.suppressedFailures()).isZero();
      assertThat(facts.areAllTold()).isTrue();
    }
  }

  private static void told(ExportedSpan told, String role, String route, String version) {
    assertThat(told.attributes())
        .containsEntry("websocket.role", role)
        .containsEntry("websocket.stack", "jetty")
        .containsEntry("websocket.stack.version", version)
        .containsEntry("http.route", route)
        .containsEntry("websocket.messages.received", 1L)
        .containsEntry("websocket.messages.sent", 1L)
        .containsEntry("websocket.close.code", 4001L)
        .containsEntry("websocket.close.reason", "heard hello, kitchen")
        .containsEntry("websocket.close.initiator", role.equals("server") ? "remote" : "local");
  }

  @ParameterizedTest
  @ValueSource(strings = {FLOOR, NEWEST})
  void theRouteIsTheServletsPattern(String version) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application = application(version);
        ScriptedPeer peer =
            ScriptedPeer.dial(application.serve(Options.at("/app/feed/7")), false)) {
      peer.askUpgrade("/app/feed/7");
      peer.readHead();
      peer.send(Frame.close());
      peer.receiveToTheEnd();
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("http.route", "/app/feed/*")
          .containsEntry("url.path", "/app/feed/7")
          .containsEntry("websocket.close.code", 1005L);
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static StackUnderTest application(String version) {
    String artifact = "org.eclipse.jetty.websocket:javax-websocket-server-impl:" + version;
    return Library.shared(new StackVersion(version, List.of(artifact), Set.of()))
        .application("dev.hangup.jetty9.Jetty9EndpointsApplication");
  }
}
