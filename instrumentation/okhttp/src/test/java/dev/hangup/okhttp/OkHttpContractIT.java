// SPDX-License-Identifier: Apache-2.0
package dev.hangup.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Hex;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.UnwillingServer;
import dev.hangup.testkit.Versions;
import java.util.Arrays;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Versions(value = "okhttp.txt", roles = Role.CLIENT)
class OkHttpContractIT extends StackContract {

  @Override
  protected String stack() {
    return "okhttp";
  }

  @Override
  protected String application() {
    return "dev.hangup.okhttp.OkHttpApplication";
  }

  @Override
  protected String clientUserAgent() {
    return "okhttp/" + version().version();
  }

  /** Frames are told as bytes, and there is no idle timer. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD") && !seam.equals("IDLE");
  }

  /** A thread reads, whatever others do. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
  }

  /** With its write timeout. */
  @Override
  protected boolean givesUpOnSends() {
    return true;
  }

  /** A time-out of its own says so, and not since when. */
  @Override
  protected boolean knowsHowLongASendLasted() {
    return false;
  }

  private boolean isUnknown(int code) {
    return code >= 1012 && code <= 1014 && version().has("no-1012-to-1014");
  }

  /** It fails on what it does not know; and has no way to answer without a code. */
  @Override
  protected int answerTo(int code) {
    return isUnknown(code) ? NO_ANSWER : code == 1005 ? 1000 : code;
  }

  /** It sends no Close frame where it fails; and the application's timer is its own affair. */
  @Override
  protected String expected(String story, String usual) {
    if (story.startsWith("aCloseWith")) {
      return usual.replace(" clean ", " unclean ").replace("sent=1002", "");
    }
    return story.equals("theApplicationsIdleTimerFires")
        ? usual.replace("idle_timeout_local", "going_away")
        : usual.replace(
            "1002 protocol_error local unclean sent=1002", "1006 protocol_error local unclean");
  }

  @Override
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "1000, normal", "1001, going_away", "1003, unsupported_data", "1008, policy",
    "1009, message_too_big", "1011, internal_error", "1012, restart", "1013, overload",
    "3000, policy", "3999, application", "4000, application", "4999, application"
  })
  protected void theApplicationClosesWith(int code, String cause) throws Exception {
    assumeFalse(isUnknown(code), "this version does not send 1012 to 1014");
    super.theApplicationClosesWith(code, cause);
  }

  @Override
  @Disabled("the library cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  @Override
  @Test
  protected void bothSidesCloseAtOnce() throws Exception {
    assumeFalse(
        version().has("loses-its-close"),
        "in this version the thread that reads closes the socket while the other one writes");
    super.bothSidesCloseAtOnce();
  }

  @Override
  @Disabled("the JDK's blocking sockets wait for as much as what is no record announces")
  protected void tlsBreaks() {}

  @Override
  @Disabled("the library has no limit")
  protected void aFrameAboveTheLimit() {}

  @Override
  @Test
  protected void messagesAreCompressed() throws Exception {
    assumeFalse(version().has("no-deflate"), "this version does not compress");
    super.messagesAreCompressed();
  }

  /** An application cannot ping. The library does, with nothing in it. */
  @Override
  @Test
  protected void theApplicationPingsAndThePeerAnswers() throws Exception {
    Conversation with = with(options().withPingMillis(500));
    ScriptedPeer peer = with.open();
    assertThat(peer.receive()).isEqualTo(Frame.of(Frame.PING));
    peer.send(Frame.of(Frame.PONG));
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ExportedSpan told = facts().awaitEnd();
    // A slow machine may see another ping before the end.
    with.know("websocket.pings.sent", told.attribute("websocket.pings.sent"));
    with.know("websocket.pings.unanswered", told.attribute("websocket.pings.unanswered"));
    with.know("websocket.ping.rtt.last", true);
    with.know("websocket.ping.rtt.max", true);
    with.check(told, "1000 normal remote clean received=1000 sent=1000");
  }

  @Override
  @Disabled("the library does so by itself: see thePeerAnswersNoPing")
  protected void theApplicationGivesUpOnAPeerThatDoesNotAnswer(int code) {}

  /** A ping is sent when the time has passed once, and given up on when it has again. */
  @Test
  void thePeerAnswersNoPing() throws Exception {
    Conversation with = with(options().withPingMillis(1500));
    ScriptedPeer peer = with.open();
    assertThat(peer.receive()).isEqualTo(Frame.of(Frame.PING));
    peer.receiveToTheEnd();
    with.know("websocket.pings.sent", 1L);
    with.know("websocket.pings.unanswered", 1L);
    ends("1006 ping_timeout local unclean");
  }

  /** A minute unless the application says otherwise. */
  @Test
  void thePeerDoesNotAnswerInTime() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = talking(with);
    peer.send("!leave 1000 " + OkHttpApplication.PATIENTLY);
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, OkHttpApplication.PATIENTLY));
    peer.receiveToTheEnd();
    endsWithSetting(
        with, "1000 close_timeout local unclean sent=1000", "Builder.webSocketCloseTimeout");
  }

  /** The remedy names what can be set. */
  private void endsWithSetting(Conversation with, String expected, String setting)
      throws Exception {
    ExportedSpan told = facts().awaitEnd();
    with.check(told, expected);
    assertThat(told.attribute("websocket.close.remediation")).asString().contains(setting);
  }

  /** The library hands it on, with signs that say so in place of what cannot be read. */
  @Override
  @Test
  protected void invalidUtf8() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.of(Frame.TEXT, Hex.bytes("c328")));
    assertThat(peer.receive()).isEqualTo(Frame.text("\ufffd("));
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000 violations=invalid-utf8");
  }

  /** The library hangs up: nothing can be sent any more. */
  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    peer.receiveToTheEnd();
    ends("1006 internal_error local unclean thrown=java.lang.IllegalStateException");
  }

  @Test
  void theApplicationsHandlerThrowsWhatIsChecked() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(OkHttpApplication.CHECKED);
    peer.receiveToTheEnd();
    ends("1006 internal_error local unclean thrown=java.io.IOException");
  }

  @Test
  void theApplicationsHandlerThrowsAnError() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(OkHttpApplication.ERROR);
    ends("1006 internal_error local unclean thrown=java.lang.AssertionError");
  }

  /** What waits to be sent is overtaken. */
  @Override
  protected boolean pongsOvertake() {
    return true;
  }

  /** The time a read may last counts from a frame's second byte on. */
  @Test
  void aFrameStopsHalfway() throws Exception {
    Conversation with = with(options().withSendMillis(1000));
    ScriptedPeer peer = talking(with);
    peer.sendBytes(Arrays.copyOf(peer.bytes(Frame.binary(100)), 50));
    peer.receiveToTheEnd();
    endsWithSetting(with, "1006 idle_timeout_local local unclean", "Builder.readTimeout");
  }

  /** 16 MiB may wait. One message more, and the library says behind them that it goes. */
  @Test
  void tooMuchWaitsToBeSent() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = talking(with);
    peer.send(OkHttpApplication.OVERFLOW);
    Frame last = peer.receive();
    while (last != null && last.firstByte() != Frame.CLOSE) {
      last = peer.receive();
    }
    assertThat(last).extracting(Frame::closeCode).isEqualTo(1001);
    peer.fin();
    endsWithSetting(with, "1001 slow_consumer local unclean sent=1001", "WebSocket.queueSize");
  }

  @Test
  void theApplicationCancelsAllItsCalls() throws Exception {
    Conversation with = with();
    talking(with);
    with.stopApplication();
    ends("1006 local_abort local unclean");
  }

  @ParameterizedTest
  @EnumSource
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    ExportedSpan told = meets(server);

    assertThat(told.attributes()).containsEntry("server.address", "127.0.0.1");
    if (told.attributes().containsKey("http.response.status_code")) { // and so there was a request
      assertThat(told.attributes())
          .containsEntry("user_agent.original", clientUserAgent())
          .containsEntry("network.peer.port", told.attribute("server.port"));
    }
  }
}
