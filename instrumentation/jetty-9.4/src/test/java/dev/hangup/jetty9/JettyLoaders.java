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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Web applications that bring Jetty's WebSocket to a server that has none, each in a loader of its
 * own: what the server's jars tell is about connections whose classes they cannot see.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class JettyLoaders {

  private static final String PATH = "/echo/17";

  private ExportedFacts facts;

  protected abstract Stream<StackVersion> versions();

  /** Where it is told whenever a server stops. */
  protected Stream<StackVersion> versionsThatTellTheirStop() {
    return versions();
  }

  /** Two of them, so that nothing of the first stands for the second. */
  protected abstract List<Library> applications(StackVersion version);

  protected abstract StackUnderTest application(Library library);

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  /** What becomes of a conversation, each by a tap in another jar. */
  private record End(String name, Script script, long code, String cause, String initiator) {}

  /** How it is brought about; the application itself may have a part in it. */
  private interface Script {
    void play(ScriptedPeer peer, StackUnderTest application) throws Exception;
  }

  private static final List<End> ENDS =
      List.of(
          new End("a reset", (peer, server) -> peer.reset(), 1006, "peer_reset", "remote"),
          new End(
              "an abort",
              (peer, server) -> {
                peer.send("!abort");
                peer.receiveToTheEnd();
              },
              1006,
              "local_abort",
              "local"),
          new End(
              "a Close",
              (peer, server) -> {
                peer.send(Frame.close(1000, ""));
                peer.receiveToTheEnd();
              },
              1000,
              "normal",
              "remote"),
          new End(
              "an exception",
              (peer, server) -> {
                peer.send("!throw");
                peer.receiveToTheEnd();
              },
              1011,
              "internal_error",
              "local"));

  @ParameterizedTest
  @MethodSource("versions")
  void connectionsOfAServerAreToldRight(StackVersion version) throws Exception {
    for (Library library : applications(version)) {
      for (End end : ENDS) {
        try (StackUnderTest server = application(library);
            ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
          peer.upgrade(PATH);
          echo(peer);
          end.script().play(peer, server);
          told(end);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void connectionsOfAClientAreToldRight(StackVersion version) throws Exception {
    for (Library library : applications(version)) {
      try (StackUnderTest client = application(library);
          ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        client.connect(listening.getLocalPort(), Options.at(PATH));
        try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
          peer.sendBytes(peer.upgradeResponse(peer.readHead()));
          echo(peer);
          peer.reset();
          told(ENDS.get(0));
        }
      }
    }
  }

  /** A server that stops closes its sockets, past its applications. */
  @ParameterizedTest
  @MethodSource("versionsThatTellTheirStop")
  void theServerStops(StackVersion version) throws Exception {
    for (Library library : applications(version)) {
      StackUnderTest server = application(library);
      try (ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
        peer.upgrade(PATH);
        echo(peer);
        server.close();
        assertThat(facts.awaitEnd().attributes())
            .containsEntry("websocket.close.initiator", "local")
            .doesNotContainKey("websocket.observation.incomplete");
      }
    }
  }

  /** Refused by the application, and before it by the server, who answers both. */
  @ParameterizedTest
  @MethodSource("versions")
  void refusalsAreTold(StackVersion version) throws Exception {
    for (Library library : applications(version)) {
      try (StackUnderTest server = application(library)) {
        int port = server.serve(Options.at(PATH));
        // What only the application knew is told by the server.
        assertThat(refused(port, "/forbidden/17", 403L, "origin_refused").attributes())
            .containsEntry("http.route", "/forbidden/*");
        refused(port, "/answer/401", 401L, "unauthorized");
      }
    }
  }

  private ExportedSpan refused(int port, String path, long status, String cause) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
      peer.askUpgrade(path, "Origin: http://elsewhere.example");
      assertThat(peer.readHead().get("")).contains(Long.toString(status));
      ExportedSpan told = facts.awaitFailure();
      assertThat(told.attributes())
          .containsEntry("http.response.status_code", status)
          .containsEntry("websocket.handshake.cause", cause)
          .containsEntry("url.path", path);
      return told;
    }
  }

  private static void echo(ScriptedPeer peer) throws Exception {
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
  }

  private void told(End end) throws Exception {
    ExportedSpan told = facts.awaitEnd();
    assertThat(told.attributes())
        .as(end.name())
        .containsEntry("websocket.close.code", end.code())
        .containsEntry("websocket.close.cause", end.cause())
        .containsEntry("websocket.close.initiator", end.initiator())
        .doesNotContainKey("websocket.observation.incomplete");
  }
}
