// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

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
import org.junit.jupiter.params.provider.CsvSource;

/** The Javax and Jakarta layers of every EE level: they stand on the same core. */
class EndpointsIT {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          org.eclipse.jetty.websocket:websocket-javax-server                   , 10.0.0
          org.eclipse.jetty.websocket:websocket-javax-server                   , 10.0.25
          org.eclipse.jetty.websocket:websocket-jakarta-server                 , 11.0.0
          org.eclipse.jetty.websocket:websocket-jakarta-server                 , 11.0.26
          org.eclipse.jetty.ee8.websocket:jetty-ee8-websocket-javax-server     , 12.0.31
          org.eclipse.jetty.ee8.websocket:jetty-ee8-websocket-javax-server     , 12.1.7
          org.eclipse.jetty.ee9.websocket:jetty-ee9-websocket-jakarta-server   , 12.0.31
          org.eclipse.jetty.ee9.websocket:jetty-ee9-websocket-jakarta-server   , 12.1.7
          org.eclipse.jetty.ee10.websocket:jetty-ee10-websocket-jakarta-server , 12.0.0
          org.eclipse.jetty.ee10.websocket:jetty-ee10-websocket-jakarta-server , 12.1.8
          org.eclipse.jetty.ee11.websocket:jetty-ee11-websocket-jakarta-server , 12.1.12
          """)
  void theRouteIsTheEndpointsTemplate(String artifact, String version) throws Exception {
    Library library =
        Library.shared(new StackVersion(version, List.of(artifact + ":" + version), Set.of()));
    talk(library, "chat", version); // an annotated endpoint
    talk(library, "talk", version); // one with a configuration
  }

  private static void talk(Library library, String where, String version) throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application =
        library.application("dev.hangup.jetty.EndpointsApplication")) {
      Options options = Options.at("/app/" + where + "/kitchen");
      application.connect(application.serve(options), options);
      ExportedSpan one = facts.awaitEnd();
      ExportedSpan other = facts.awaitEnd();
      boolean serverFirst = one.kind().equals("SERVER");
      told(
          serverFirst ? one : other,
          "server",
          options.path(),
          "/app/" + where + "/{room}",
          "remote",
          version);
      told(serverFirst ? other : one, "client", options.path(), options.path(), "local", version);
    }
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          org.eclipse.jetty.websocket:websocket-jetty-server                 , 10.0.25
          org.eclipse.jetty.websocket:websocket-jetty-server                 , 11.0.26
          org.eclipse.jetty.ee8.websocket:jetty-ee8-websocket-jetty-server   , 12.1.7
          org.eclipse.jetty.ee9.websocket:jetty-ee9-websocket-jetty-server   , 12.1.7
          org.eclipse.jetty.ee10.websocket:jetty-ee10-websocket-jetty-server , 12.0.0
          org.eclipse.jetty.ee10.websocket:jetty-ee10-websocket-jetty-server , 12.1.12
          org.eclipse.jetty.ee11.websocket:jetty-ee11-websocket-jetty-server , 12.1.12
          """)
  void theRouteIsTheServletsPattern(String artifact, String version) throws Exception {
    Library library =
        Library.shared(new StackVersion(version, List.of(artifact + ":" + version), Set.of()));
    ExportedFacts facts = ExportedFacts.record();
    try (StackUnderTest application = library.application("dev.hangup.jetty.FeedApplication");
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

  private static void told(
      ExportedSpan told, String role, String path, String route, String initiator, String version) {
    assertThat(told.attributes())
        .containsEntry("websocket.role", role)
        .containsEntry("websocket.stack", "jetty")
        .containsEntry("websocket.stack.version", version)
        .containsEntry("http.route", route)
        .containsEntry("url.path", path)
        .containsEntry("websocket.messages.received", 1L)
        .containsEntry("websocket.messages.sent", 1L)
        .containsEntry("websocket.close.code", 4001L)
        .containsEntry("websocket.close.reason", "heard hello, kitchen")
        .containsEntry("websocket.close.clean", true)
        .containsEntry("websocket.close.initiator", initiator);
  }
}
