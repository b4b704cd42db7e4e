// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Hex;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;
import java.util.List;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Versions(value = "ktor.txt", roles = Role.SERVER, walls = "ktor-walls.txt")
class KtorContractIT extends StackContract {

  private static final String INTERNAL_ERROR = "internal_error";

  @Override
  protected String stack() {
    return "ktor";
  }

  @Override
  protected String application() {
    return "dev.hangup.ktor.KtorApplication";
  }

  @Override
  protected String clientUserAgent() {
    return version().has("forgets-exceptions") ? "Ktor client" : "ktor-client";
  }

  /** Frames are told as bytes, there is no idle timer, and a handler's failure is told late. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD")
        && !seam.equals("IDLE")
        && !seam.equals("HANDLER_FAILED");
  }

  /** One coroutine reads and another one writes. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
  }

  /** See {@link #isCancelled}. A client's application says 1011, and waits for the answer. */
  @Override
  protected boolean racesWithItsGoodbye() {
    return !isClient();
  }

  /** It sends a code that must not travel back; and the application's timer is its own affair. */
  @Override
  protected String expected(String story, String usual) {
    return switch (story) {
      case "aCloseWithACodeThatMustNotTravel" ->
          usual.replace("sent=1002", "sent=1005") + ",reserved-close-code"; // its own
      case "aCloseWithOneByte" -> usual.replace("sent=1002", "sent=1000");
      case "theApplicationsIdleTimerFires" -> usual.replace("idle_timeout_local", "going_away");
      default -> usual;
    };
  }

  @Override
  @Test
  protected void thePeerClosesWithoutACode() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close());
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "OK"));
    ends("1005 normal remote clean received=1005 sent=1000");
  }

  @Override
  @Disabled("the library cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  /** Over a reset the library says goodbye to a socket that is dead: it races, so several times. */
  @Test
  void theGoodbyeOverAResetIsNotTold() throws Exception {
    for (int time = 0; time < 5; time++) {
      Conversation with = with();
      talking(with).reset();
      assertThat(facts().awaitEnd().attributes())
          .containsEntry("websocket.close.cause", "peer_reset")
          .containsEntry("websocket.close.code", 1006L)
          .containsEntry("websocket.frames.sent", 1L)
          .doesNotContainKey("websocket.close.sent_code");
      with.close();
    }
  }

  @Override
  @Test
  protected void theApplicationWritesToADeadPeer() throws Exception {
    assumeTrue(!version().has("forgets-sockets"), "it may not read from that socket any more");
    super.theApplicationWritesToADeadPeer();
  }

  /** Whichever of the two comes first is sent, and the other one is not. */
  @Override
  @Test
  protected void bothSidesCloseAtOnce() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.text("!close 4001 mine"), Frame.close(1000, "theirs"));
    Frame answer = peer.receive();
    assertThat(answer).isNotNull();
    assertThat(answer.closeCode()).isIn(1000, 4001);
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=" + answer.closeCode());
  }

  /** The application decodes what it is given, with signs for what cannot be read. */
  @Override
  @Test
  protected void invalidUtf8() throws Exception {
    goesOnAfter(Frame.of(Frame.TEXT, Hex.bytes("c328")), Frame.text("\ufffd("), "invalid-utf8");
  }

  /** The library hands on what extensions may have set. */
  @Override
  @Test
  protected void aReservedBitWithoutAnExtension() throws Exception {
    goesOnAfter(Frame.of(0xa1, (byte) 'x'), Frame.text("x"), "rsv2-set");
  }

  private void goesOnAfter(Frame frame, Frame answer, String rule) throws Exception {
    ScriptedPeer peer = talking();
    peer.send(frame);
    assertThat(peer.receive()).isEqualTo(answer);
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000 violations=" + rule);
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

  /** A server drops the connection. A client's application has closed it by itself. */
  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    if (isClient()) {
      assertThat(peer.receive()).isEqualTo(Frame.close(1011, ""));
      peer.send(Frame.close(1011, ""));
      peer.receiveToTheEnd();
      ends("1011 internal_error local clean received=1011 sent=1011");
    } else if (version().has("forgets-exceptions")) {
      isCancelled(peer, "local_abort", "normal", "");
    } else {
      isCancelled(peer, INTERNAL_ERROR, INTERNAL_ERROR, " thrown=java.lang.IllegalStateException");
    }
  }

  @Override
  @Test
  protected void theApplicationDropsTheConnection() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!abort");
    isCancelled(peer, "local_abort", "normal", "");
  }

  /**
   * A session that is cancelled says goodbye, and its transport is closed: mostly before the Close
   * frame is out. What the peer got is what must be told.
   */
  private void isCancelled(ScriptedPeer peer, String bare, String withClose, String thrown)
      throws Exception {
    Frame last = peer.receive();
    if (last == null) {
      ends("1006 " + bare + " local unclean" + thrown);
    } else {
      assertThat(last).isEqualTo(Frame.close(1000, ""));
      assertThat(peer.receive()).isNull();
      ends("1000 " + withClose + " local unclean sent=1000" + thrown);
    }
  }

  @Override
  @Test
  protected void aReservedOpcode() throws Exception {
    if (version().has("cancels-over-opcodes")) {
      isCancelledOver(0x83, "reserved-opcode");
    } else {
      super.aReservedOpcode();
    }
  }

  @Override
  @Test
  protected void aReservedControlOpcode() throws Exception {
    if (version().has("cancels-over-opcodes")) {
      isCancelledOver(0x8b, "reserved-control-opcode");
    } else {
      super.aReservedControlOpcode();
    }
  }

  private void isCancelledOver(int firstByte, String rule) throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.of(firstByte));
    isCancelled(peer, "protocol_error", "protocol_error", " violations=" + rule);
  }

  /** The library says goodbye, does not wait for an answer, and throws at the application. */
  @Test
  @Only(value = Role.CLIENT, why = "a server's handler is not called by the application")
  void theClientsBlockThrows() throws Exception {
    assumeTrue(!version().has("leaves-open"), "it leaves the connection open");
    ScriptedPeer peer = talking();
    peer.send(KtorApplication.THROWN);
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, ""));
    assertThat(peer.receive()).isNull();
    ends("1000 internal_error local unclean sent=1000 thrown=java.lang.IllegalStateException");
  }

  /** Pongs overtake messages, and messages pongs. */
  @Override
  @Test
  protected void aPingInsideAFragmentedMessage() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(
        Frame.part(Frame.FIRST_TEXT, "in "),
        Frame.part(Frame.MORE, "three "),
        Frame.ping("still there?"),
        Frame.part(Frame.LAST, "parts"));
    assertThat(List.of(peer.receive(), peer.receive()))
        .containsExactlyInAnyOrder(
            Frame.of(Frame.PONG, Frame.ping("still there?").payload()),
            Frame.text("in three parts"));
    goodbye(peer);
  }

  /** Two coroutines send. */
  @Override
  protected boolean pongsOvertake() {
    return true;
  }

  /**
   * The library may lose the answer to a Close frame before TLS has it: then it is told as sent.
   */
  @Override
  @Test
  @Only(value = Role.CLIENT, why = "the library's server has no TLS")
  protected void theConnectionIsUnderTls() throws Exception {
    Conversation with = with(options().withTls());
    ScriptedPeer peer = talking(with);
    peer.send(Frame.close(1000, "")); // what comes back may be no whole record
    with.know("websocket.frames.sent", 2L);
    with.know("websocket.bytes.sent", 7L);
    ends("1000 normal remote clean received=1000 sent=1000");
  }

  @Override
  @Test
  @Only(value = Role.CLIENT, why = "the library's server has no TLS")
  protected void tlsBreaks() throws Exception {
    ScriptedPeer peer = talking(with(options().withTls()));
    peer.sendBare("this is no record of TLS, is it".getBytes(US_ASCII));
    isNotJudged(facts().awaitEnd());
  }

  @Override
  @Test
  @Only(value = Role.CLIENT, why = "the library's server has no TLS")
  protected void aTlsRecordCannotBeRead() throws Exception {
    ScriptedPeer peer = talking(with(options().withTls()));
    peer.sendBare(Hex.bytes("1703030020" + "5a".repeat(32)));
    isNotJudged(facts().awaitEnd());
  }

  /** The library keeps to itself what became of TLS: all its ends look alike. */
  private static void isNotJudged(ExportedSpan told) {
    assertThat(told.attributes())
        .containsEntry("websocket.observation.incomplete", true)
        .doesNotContainKey("websocket.close.cause");
  }
}
