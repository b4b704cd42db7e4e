// SPDX-License-Identifier: Apache-2.0
package dev.hangup.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Versions("java-websocket.txt")
class JavaWebSocketContractIT extends StackContract {

  @Override
  protected String stack() {
    return "java-websocket";
  }

  @Override
  protected String application() {
    return "dev.hangup.javawebsocket.JavaWebSocketApplication";
  }

  /** Frames are told as bytes, and there is no idle timer. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD") && !seam.equals("IDLE");
  }

  /** A server closes when its Close frame is sent. A client's handler is run by its only reader. */
  @Override
  protected boolean waitsForAnAnswer(String story, int code) {
    return isClient() && story.equals("theApplicationsIdleTimerFires");
  }

  @Override
  protected int answerTo(int code) {
    return code == 1005 ? 1000 : code;
  }

  @Override
  @Disabled("the library cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  /** It does not wait for an answer, but the peer may be quicker still. */
  @Override
  @Test
  protected void thePeerNeverAnswersTheClose() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = talking(with);
    peer.send("!close 1000 bye");
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    peer.fin();
    ExportedSpan told = facts().awaitEnd();
    Object cause = told.attribute("websocket.close.cause");
    assertThat(cause).isIn("normal", "peer_eof");
    with.check(told, "1000 " + cause + " local unclean sent=1000");
  }

  @Only(
      value = Role.CLIENT,
      why = "a server's worker closes the socket while the selector writes: either may be first")
  @Override
  @Test
  protected void bothSidesCloseAtOnce() throws Exception {
    super.bothSidesCloseAtOnce();
  }

  @Only(
      value = Role.SERVER,
      why = "the JDK's blocking sockets wait for as much as what is no record announces")
  @Override
  @Test
  protected void tlsBreaks() throws Exception {
    assumeRemembersFailures();
    super.tlsBreaks();
  }

  /** It reads what it should not, and answers. */
  @Override
  @Test
  protected void wrongMasking() throws Exception {
    ScriptedPeer peer = talking();
    Frame frame = Frame.text("bare");
    peer.countSent(frame);
    peer.sendBytes(peer.wronglyMasked(frame));
    assertThat(peer.receive()).isEqualTo(frame);
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends(
        "1000 normal remote clean received=1000 sent=1000 violations="
            + (isClient() ? "masked-server-frame" : "unmasked-client-frame"));
  }

  @Override
  @Test
  protected void aFrameAboveTheLimit() throws Exception {
    assumeFalse(version().has("no-limit"), "this version has no limit to set");
    super.aFrameAboveTheLimit();
  }

  @Override
  @Test
  protected void messagesAreCompressed() throws Exception {
    assumeFalse(
        version().has("no-deflate"), "this version does not compress, or no short messages");
    super.messagesAreCompressed();
  }

  /** A server has one status for all that is no upgrade. */
  @Override
  @Test
  protected void theUpgradeIsRefused() throws Exception {
    if (isClient()) {
      super.theUpgradeIsRefused();
      return;
    }
    ScriptedPeer peer = with().meet();
    peer.sendBytes(peer.upgradeRequest(options().path(), 99));
    assertThat(peer.readHead().get("")).contains("404");
    ExportedSpan told = facts().awaitFailure();
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", 404L)
        .containsEntry("url.path", options().path())
        .containsEntry("websocket.role", "server");
  }

  /** Reads go on, whatever the handler does. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
  }

  @Override
  protected String expected(String story, String usual) {
    // The timer is the application's own, and nobody knows of it.
    return usual.replace("idle_timeout_local", "going_away");
  }

  @Override
  @Test
  protected void thePeerResets() throws Exception {
    assumeRemembersFailures();
    super.thePeerResets();
  }

  @Override
  @Test
  protected void thePeerResetsInsideAFrame() throws Exception {
    assumeRemembersFailures();
    super.thePeerResetsInsideAFrame();
  }

  @Override
  @Test
  protected void theApplicationWritesToADeadPeer() throws Exception {
    assumeRemembersFailures();
    super.theApplicationWritesToADeadPeer();
  }

  @Override
  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    assumeRemembersFailures();
    super.aTlsRecordCannotBeRead();
  }

  private void assumeRemembersFailures() {
    assumeFalse(
        !isClient() && version().has("forgets-failures"),
        "a server of this version never closes a connection that failed");
  }

  /** A server's worker may close the socket before its selector has written the answer. */
  @Override
  protected boolean answersEveryClose() {
    return isClient();
  }
}
