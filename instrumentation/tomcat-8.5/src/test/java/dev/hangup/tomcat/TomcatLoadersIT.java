// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tomcat's WebSocket in a loader of its own, which the rest of Tomcat does not see. */
class TomcatLoadersIT {

  private static final String PATH = "/echo/17";

  private ExportedFacts facts;

  static Stream<StackVersion> versions() {
    Matrix matrix = Matrix.read("tomcat-newest.txt");
    return Stream.of(matrix.floor(), matrix.newest());
  }

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  private static StackUnderTest application(StackVersion version) {
    return Library.overLoaders(version, 1, "tomcat-embed-websocket")
        .get(0)
        .application("dev.hangup.tomcat.TomcatApplication");
  }

  /** The endpoint knows its template, and the server the status: told as one. */
  @ParameterizedTest
  @MethodSource("versions")
  void aRefusalIsToldOnce(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.sendBytes(peer.upgradeRequest(PATH, 99));
      assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 4");
      assertThat(facts.awaitFailure().attributes())
          .containsEntry("http.response.status_code", 426L)
          .containsEntry("http.route", "/echo/{id}");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aResetIsOne(StackVersion version) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.upgrade(PATH);
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      peer.reset();
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.close.code", 1006L)
          .containsEntry("websocket.close.cause", "peer_reset")
          .doesNotContainKey("websocket.observation.incomplete");
    }
  }
}
