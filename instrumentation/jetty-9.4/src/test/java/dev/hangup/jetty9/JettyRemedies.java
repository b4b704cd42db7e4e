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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever follows a remedy is helped: each setting that is named ends what it is named for. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class JettyRemedies {

  /** More than Jetty takes by default, and less than what is set. */
  private static final int MUCH = 70_000;

  protected static final int ENOUGH = 100_000;

  /** Where the application leaves all to what is set for all sessions, and where it does not. */
  private static final Options USUAL = Options.at("/echo/17");

  private static final Options OF_THE_SESSION = Options.at("/echo/of-the-session");

  private ExportedFacts facts;

  protected abstract List<StackVersion> versions();

  protected abstract StackUnderTest application(StackVersion version);

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
  protected interface Talk {
    void with(ScriptedPeer peer) throws Exception;
  }

  protected final void served(StackVersion version, Options options, Talk talk) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(options), false)) {
      peer.upgrade(options.path());
      talk.with(peer);
    }
  }

  private void called(StackVersion version, Options options, Talk talk) throws Exception {
    try (StackUnderTest client = application(version);
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), options);
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        talk.with(peer);
      }
    }
  }

  private static Frame much(String kind) {
    return kind.equals("Text") ? Frame.text("x".repeat(MUCH)) : Frame.binary(MUCH);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aMessageIsNoLongerTooBig(StackVersion version) throws Exception {
    for (String kind : List.of("Text", "Binary")) {
      Talk tooBig = peer -> tooBig(peer, kind, "setMax" + kind + "MessageSize");
      served(version, USUAL, tooBig);
      called(version, USUAL, tooBig);
      for (Options followed : List.of(USUAL.withMaxFrame(ENOUGH), OF_THE_SESSION)) {
        served(version, followed, peer -> echoes(peer, kind));
        called(version, followed, peer -> echoes(peer, kind));
      }
    }
  }

  /** There is a setting of Jetty's and none of somebody who is not there. */
  protected final void tooBig(ScriptedPeer peer, String kind, String setting) throws Exception {
    peer.sendRefused(much(kind));
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1009);
    peer.fin();
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attribute("websocket.close.cause")).isEqualTo("message_too_big");
    assertThat(told.attribute("websocket.close.remediation"))
        .asString()
        .contains("Settings in Jetty: ", setting)
        .doesNotContain("Spring", "Factory");
    assertThat(told.attributes()).doesNotContainKey("websocket.framework");
  }

  protected final void echoes(ScriptedPeer peer, String kind) throws Exception {
    peer.send(much(kind));
    int echoed = 0;
    while (echoed < MUCH) { // in parts, as it is cut
      echoed += peer.receive().size();
    }
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    assertThat(facts.awaitEnd().attribute("websocket.close.cause")).isEqualTo("normal");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theIdleLimitIsTheOneThatWasSet(StackVersion version) throws Exception {
    served(version, OF_THE_SESSION, this::idle);
    called(version, OF_THE_SESSION, this::idle);
  }

  private void idle(ScriptedPeer peer) throws Exception {
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
    peer.fin();
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attribute("websocket.close.cause")).isEqualTo("idle_timeout_local");
    assertThat(told.attribute("websocket.close.evidence")).asString().contains("1.0 s");
    assertThat(told.attribute("websocket.close.remediation"))
        .asString()
        .contains("Session.setIdleTimeout");
  }
}
