// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.WireTap;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that does not read: Tomcat gives up, and what is told of that is what happened. */
class TomcatSendsIT {

  private static final String PATH = "/echo/17";

  private final Heard heard = new Heard();

  static List<StackVersion> versions() {
    return Matrix.read("tomcat-newest.txt").chosen();
  }

  @BeforeEach
  void hear() {
    versions().forEach(Library::shared);
    WireTap.install(heard);
  }

  @AfterEach
  void hearNoMore() {
    WireTap.install(null);
  }

  private static StackUnderTest application(StackVersion version) {
    return Library.shared(version).application("dev.hangup.tomcat.TomcatVariants$Stalling");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServerThatWaitsForItsSendGivesItUp(StackVersion version) throws Exception {
    server(version, "waiting");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServerThatDoesNotWaitGivesItUp(StackVersion version) throws Exception {
    server(version, "not waiting");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aServersPingGivesUpBehindASendThatIsStuck(StackVersion version) throws Exception {
    server(version, "a ping behind one that is stuck");
  }

  private void server(StackVersion version, String how) throws Exception {
    try (StackUnderTest server = application(version);
        ScriptedPeer peer = ScriptedPeer.dial(server.serve(Options.at(PATH)), false)) {
      peer.upgrade(PATH);
      peer.send(how);
      givenUp();
    }
  }

  /** Several may give up at once. */
  private void givenUp() throws InterruptedException {
    assertThat(heard.until("LOCAL_CLOSE")).isNotEmpty().containsOnly("stalled 1000");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatWaitsForItsSendGivesItUp(StackVersion version) throws Exception {
    client(version, "waiting", true);
  }

  /** And goes on: only the application may close then. */
  @ParameterizedTest
  @MethodSource("versions")
  void aClientThatDoesNotWaitGivesItUp(StackVersion version) throws Exception {
    client(version, "not waiting", false);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aClientsPingGivesUpBehindASendThatIsStuck(StackVersion version) throws Exception {
    client(version, "a ping behind one that is stuck", true);
  }

  private void client(StackVersion version, String how, boolean ends) throws Exception {
    try (StackUnderTest client = application(version);
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.connect(listening.getLocalPort(), Options.at(PATH));
      try (ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false)) {
        peer.sendBytes(peer.upgradeResponse(peer.readHead()));
        peer.send(how);
        if (ends) {
          givenUp();
        } else {
          assertThat(heard.next()).isEqualTo("stalled 1000");
        }
      }
    }
  }
}
