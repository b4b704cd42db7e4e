// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Quarkus, as far as it goes without its build, which makes an application's classes: the Vert.x it
 * is on and its jar for WebSocket in one loader, as it has them when it runs.
 */
class QuarkusIT {

  @ParameterizedTest
  @CsvSource({"3.33.2, 4.5.22", "3.37.2, 4.5.22"})
  void aMessageThatIsTooBigNamesThePropertyOfQuarkus(String quarkus, String vertx)
      throws Exception {
    ExportedFacts facts = ExportedFacts.record();
    Library library =
        Library.beside(
            new StackVersion(
                "quarkus-" + quarkus, List.of("io.vertx:vertx-core:" + vertx), Set.of()),
            MavenJars.alone("io.quarkus:quarkus-websockets-next:" + quarkus));
    try (StackUnderTest server = library.application("dev.hangup.netty.VertxApplication");
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at("")), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      peer.sendRefused(Frame.text("x".repeat(70_000)));
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.framework", "quarkus")
          .containsEntry("websocket.close.cause", "message_too_big");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("quarkus.websockets-next.server.max-frame-size")
          .doesNotContain("HttpServerOptions");
    }
    assertThat(facts.suppressedFailures()).isZero();
  }
}
