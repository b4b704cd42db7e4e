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
import org.junit.jupiter.params.provider.ValueSource;

/** A message too big for an application on Javalin, and the way Javalin has to raise the limit. */
class JavalinIT {

  private static final Frame TOO_BIG = Frame.text("x".repeat(70_000));

  private final ExportedFacts facts = ExportedFacts.record();

  @ParameterizedTest
  @ValueSource(strings = {"6.7.0", "7.2.3"})
  void theSettingNamedIsJavalinsAndHelps(String version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at("/echo")), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      peer.sendRefused(TOO_BIG);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.stack", "jetty")
          .containsEntry("websocket.framework", "javalin")
          .containsEntry("websocket.close.cause", "message_too_big")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("JavalinConfig.jetty.modifyWebSocketServletFactory")
          .contains("setMaxTextMessageSize");
    }
    try (StackUnderTest server = application(version);
        ScriptedPeer peer =
            ScriptedPeer.dial(server.serve(Options.at("/echo").withMaxFrame(200_000)), false)) {
      peer.askUpgrade("/echo");
      peer.readHead();
      peer.send(TOO_BIG);
      int echoed = 0;
      while (echoed < TOO_BIG.size()) {
        Frame frame = peer.receive();
        assertThat(frame).isNotNull();
        assertThat(frame.opcode()).isLessThan(8);
        echoed += frame.size();
      }
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
      assertThat(facts.awaitEnd().attribute("websocket.close.cause")).isEqualTo("normal");
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static StackUnderTest application(String version) {
    return Library.shared(
            new StackVersion(
                "javalin-" + version, List.of("io.javalin:javalin:" + version), Set.of()))
        .application("dev.hangup.jetty.JavalinApplication");
  }
}
