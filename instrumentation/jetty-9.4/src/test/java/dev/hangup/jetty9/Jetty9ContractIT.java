// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.Versions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Versions("jetty-9.4.txt")
class Jetty9ContractIT extends JettyStories {

  @BeforeEach
  final void theUpgradeComesThrough() {
    assumeFalse(
        isClient() && version().has("loses-upgrades"),
        "the client of this version may lose an upgrade: jetty/jetty.project#5170");
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty9.Jetty9Application";
  }

  /** Codes that came after RFC 6455 are taken for a violation. */
  @Override
  protected int answerTo(int code) {
    return isUnknown(code) ? 1002 : code;
  }

  private boolean isUnknown(int code) {
    return code >= 1012 && code <= 1014 && version().has("no-1012-to-1014");
  }

  @Override
  protected boolean closesTheTransport() {
    return !version().has("leaves-the-transport");
  }

  @Override
  protected boolean waitsForAnAnswer(String story, int code) {
    return code == 1000 || !version().has("closes-at-once");
  }

  @Override
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          1000, normal
          1001, going_away
          1003, unsupported_data
          1008, policy
          1009, message_too_big
          1011, internal_error
          1012, restart
          1013, overload
          3000, policy
          3999, application
          4000, application
          4999, application
          """)
  protected void theApplicationClosesWith(int code, String cause) throws Exception {
    assumeFalse(isUnknown(code), "this version does not send 1012 to 1014");
    super.theApplicationClosesWith(code, cause);
  }

  @Override
  @Test
  protected void readsAreSuspendedAndResumed() throws Exception {
    assumeFalse(
        version().has("suspends-badly"),
        "a resume inside a handler ends in an exception of Jetty's");
    super.readsAreSuspendedAndResumed();
  }

  @Override
  @Test
  protected void thePeerEndsItsStream() throws Exception {
    if (!version().has("sleeps-through-the-end")) {
      super.thePeerEndsItsStream();
      return;
    }
    ScriptedPeer peer = talking(with(sleeping()));
    peer.fin();
    ends("1006 peer_eof remote unclean");
  }

  @Override
  @Test
  protected void thePeerEndsItsStreamInsideAFrame() throws Exception {
    if (!version().has("sleeps-through-the-end")) {
      super.thePeerEndsItsStreamInsideAFrame();
      return;
    }
    ScriptedPeer peer = talking(with(sleeping()));
    peer.sendBytes(Arrays.copyOf(peer.bytes(Frame.text("never to be finished")), 12));
    peer.fin();
    ends("1006 peer_eof remote unclean");
  }

  /** Nothing but the idle timer ends such a connection, and only then there is an end to tell. */
  private static Options sleeping() {
    return options().withIdleMillis(2000);
  }

  /** Jetty has a reason of its own, and does not wait for an answer. */
  @Override
  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    ScriptedPeer peer = talking(with(options().withIdleMillis(300)));
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
    peer.receiveToTheEnd();
    ends("1001 idle_timeout_local local unclean sent=1001");
  }

  /** Nobody waits for an answer, and a client mostly says nothing at all. */
  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    if (isClient() && !version().has("clients-say-1008")) {
      assertThat(peer.receive()).isNull();
      ends("1006 internal_error local unclean thrown=java.lang.IllegalStateException");
    } else {
      int code = isClient() ? 1008 : 1011;
      assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(code);
      peer.receiveToTheEnd();
      ends(
          "%d internal_error local unclean sent=%d thrown=java.lang.IllegalStateException"
              .formatted(code, code));
    }
  }

  /** Reading and writing are two threads' work. */
  @Override
  protected Options whenWriting() {
    return version().has("suspends-badly") ? options() : options().withReadOnDemand();
  }

  // ---- the server

  /** Jetty closes the channel inside the read that finds the end, having closed its own half. */
  @Only(Role.SERVER)
  @Test
  void theSelectorClosesBeforeTheReadHasReturned() throws Exception {
    ScriptedPeer peer = talking(with(Options.at("/echo/found-closed")));
    peer.send("!close 1000 bye");
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    peer.fin();
    ends("1000 peer_eof local unclean sent=1000");
  }

  /**
   * Jetty says goodbye and waits for no answer. The web application goes and not the server: where
   * the pool of threads stops too the goodbye may get lost, and in 9.4.0 the word that all is over.
   */
  @Only(Role.SERVER)
  @Test
  void theWebApplicationIsTakenAway() throws Exception {
    Conversation with = with(Options.at("/echo/undeployed"));
    ScriptedPeer peer = talking(with);
    with.stopApplication();
    assertThat(peer.receive()).isEqualTo(Frame.close(1001, "Shutdown"));
    peer.receiveToTheEnd();
    ends("1001 going_away local unclean sent=1001");
  }
}
