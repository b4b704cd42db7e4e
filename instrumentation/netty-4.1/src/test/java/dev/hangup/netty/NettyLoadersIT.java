// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Netty over more than one class loader, as servers, OSGi and JBoss Modules have it: the connection
 * is the transport's and the codec's alike, and each of them has taps of its own loader.
 */
class NettyLoadersIT {

  private static final String PATH = "/echo/17";

  /** Other jars of Netty mention the codec nowhere. */
  private static final String[] CODEC = {"netty-codec", "netty-handler"};

  private ExportedFacts facts;

  static Stream<StackVersion> versions() {
    return Matrix.read("netty-versions.txt").chosen().stream();
  }

  static Stream<StackVersion> bundles() {
    return Matrix.read("netty-bundles.txt").chosen().stream();
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

  @ParameterizedTest
  @MethodSource("versions")
  void theCodecIsInAChildLoader(StackVersion version) throws Exception {
    for (Library library : Library.overLoaders(version, 1, "netty-codec-http")) {
      isToldRight(library);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theTransportSeesNoCodecAtAll(StackVersion version) throws Exception {
    for (Library library : Library.overLoaders(version, 1, CODEC)) {
      isToldRight(library);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void twoApplicationsShareOneTransport(StackVersion version) throws Exception {
    List<Library> both = Library.overLoaders(version, 2, CODEC);
    for (Library library : both) {
      isToldRight(library);
    }
    try (StackUnderTest one = application(both.get(0));
        StackUnderTest two = application(both.get(1));
        ScriptedPeer first = ScriptedPeer.dial(one.serve(Options.at(PATH)), false);
        ScriptedPeer second = ScriptedPeer.dial(two.serve(Options.at(PATH)), false)) {
      shakeHands(first);
      shakeHands(second);
      echo(first);
      echo(second);
      first.reset();
      assertReset(facts.awaitEnd());
      second.reset();
      assertReset(facts.awaitEnd());
    }
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void everyJarHasALoaderThatFindsWhatItImports(StackVersion version) throws Exception {
    isToldRight(Library.shared(version));
  }

  private static StackUnderTest application(Library library) {
    return library.application("dev.hangup.netty.NettyApplication");
  }

  private void isToldRight(Library library) throws Exception {
    try (StackUnderTest server = application(library);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      shakeHands(peer);
      echo(peer);
      peer.reset();
      assertReset(facts.awaitEnd());
    }
    try (StackUnderTest client = application(library);
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        echo(peer);
        peer.reset();
        assertReset(facts.awaitEnd());
      }
    }
    for (End end : ENDS) {
      try (StackUnderTest server = application(library);
          ScriptedPeer peer = ScriptedPeer.dial(server.serve(end.options()), false)) {
        shakeHands(peer);
        echo(peer);
        end.script().play(peer);
        assertThat(facts.awaitEnd().attributes())
            .containsEntry("websocket.close.code", end.code())
            .containsEntry("websocket.close.cause", end.cause())
            .containsEntry("websocket.close.initiator", end.initiator());
      }
    }
  }

  /** What becomes of a conversation. */
  private record End(Options options, Script script, long code, String cause, String initiator) {}

  /** How it is brought about. */
  private interface Script {
    void play(ScriptedPeer peer) throws Exception;
  }

  /** Each by a tap in another jar. */
  private static final List<End> ENDS =
      List.of(
          new End(Options.at(PATH), ScriptedPeer::fin, 1006, "peer_eof", "remote"),
          new End(
              Options.at(PATH),
              peer -> {
                peer.send("!abort");
                peer.receiveToTheEnd();
              },
              1006,
              "local_abort",
              "local"),
          new End(
              Options.at(PATH),
              peer -> {
                peer.send("!throw");
                peer.receive();
                peer.send(Frame.close(1011, ""));
                peer.receiveToTheEnd();
              },
              1011,
              "internal_error",
              "local"),
          new End(
              Options.at(PATH).withIdleMillis(200),
              peer -> {
                peer.receive();
                peer.send(Frame.close(1001, ""));
                peer.receiveToTheEnd();
              },
              1001,
              "idle_timeout_local",
              "local"),
          new End(
              Options.at(PATH),
              peer -> {
                peer.send(Frame.close(1000, ""));
                peer.receiveToTheEnd();
              },
              1000,
              "normal",
              "remote"));

  private static void shakeHands(ScriptedPeer peer) throws Exception {
    peer.upgrade(PATH);
  }

  private static void echo(ScriptedPeer peer) throws Exception {
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
  }

  private static void assertReset(ExportedSpan told) {
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1006L)
        .containsEntry("websocket.close.cause", "peer_reset")
        .containsEntry("websocket.close.initiator", "remote")
        .containsEntry("websocket.frames.received", 1L)
        .containsEntry("websocket.frames.sent", 1L)
        .doesNotContainKey("websocket.observation.incomplete");
  }
}
