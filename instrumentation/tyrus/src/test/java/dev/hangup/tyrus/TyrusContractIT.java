// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.PlainHttp;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.UnwillingServer;
import dev.hangup.testkit.Versions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Versions("tyrus.txt")
class TyrusContractIT extends StackContract {

  @Override
  protected String stack() {
    return "tyrus";
  }

  @Override
  protected String application() {
    return "dev.hangup.tyrus.TyrusApplication";
  }

  /** Frames are told as bytes. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD");
  }

  /** It closes the transport as soon as its Close frame is sent. */
  @Override
  protected boolean waitsForAnAnswer(String story, int code) {
    return false;
  }

  /**
   * A server knows no code that came after RFC 6455, a client two of the three, which it answers
   * with 1000.
   */
  @Override
  protected int answerTo(int code) {
    if (code == 1012 || code == 1013) {
      return isClient() ? 1000 : 1002;
    }
    return code == 1014 ? 1002 : code;
  }

  /** A client sends 1000 instead. */
  @Override
  protected boolean canCloseWith(int code) {
    return !isClient() || (code != 1012 && code != 1013);
  }

  /** A frame that is too big ends a connection as any other exception does. */
  @Override
  protected String expected(String story, String usual) {
    return story.equals("aFrameAboveTheLimit") ? usual.replace("1009", "1011") : usual;
  }

  @Override
  protected int idleCode() {
    return 1000;
  }

  @Override
  @Test
  protected void theUpgradeIsRefused() throws Exception {
    assumeFalse(
        isClient() && version().has("another-origin"), "it is the origin that may be refused");
    super.theUpgradeIsRefused();
  }

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

  @Only(
      value = Role.CLIENT,
      why =
          "a server on Grizzly takes what is behind an upgrade for the next request, and drops it")
  @Override
  @Test
  protected void framesAreGluedToTheHandshake() throws Exception {
    super.framesAreGluedToTheHandshake();
  }

  @Override
  @Test
  protected void thePeerClosesWithoutACode() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close());
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1000);
    ends("1005 normal remote clean received=1005 sent=1000");
  }

  @Override
  @Disabled("the library cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  @Override
  @Disabled("the standard's API has no way to drop a connection")
  protected void theApplicationDropsTheConnection() {}

  /** Its word for it is 1006, which it sends as 1000. */
  @Override
  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    ScriptedPeer peer = with(options().withIdleMillis(1000)).open();
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1000);
    assertThat(peer.receive()).isNull();
    ends("1000 idle_timeout_local local unclean sent=1000");
  }

  @Override
  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    assumeTls();
    assumeFalse(
        version().has("keeps-broken-tls"), "Grizzly as it comes with this version goes on waiting");
    super.aTlsRecordCannotBeRead();
  }

  @Override
  @Test
  protected void theConnectionIsUnderTls() throws Exception {
    assumeTls();
    super.theConnectionIsUnderTls();
  }

  @Override
  @Test
  protected void tlsBreaks() throws Exception {
    assumeTls();
    super.tlsBreaks();
  }

  private void assumeTls() {
    assumeFalse(isClient() && version().has("no-client-tls"), "its client leaves TLS out");
  }

  // ---- the server's refusals

  @Only(Role.SERVER)
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "404, GET /nowhere, HCUKV", // nothing is there
    "426, GET /echo/17, HCUKX",
    "404, GET /echo/17, HCKV", // a proxy has taken a header away
  })
  void theServerRefuses(int status, String line, String headers) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, line, headers);
    assertThat(PlainHttp.answer(peer)).isEqualTo(status);
    assertThat(facts().awaitFailure().attributes())
        .containsEntry("http.response.status_code", (long) status)
        .containsEntry("url.path", line.split(" ", 2)[1])
        .containsEntry("websocket.role", "server")
        .containsEntry("network.peer.address", "127.0.0.1");
  }

  @Only(Role.SERVER)
  @Test
  void whatAsksForNoUpgradeIsNotTold() throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /nowhere", "H");
    assertThat(PlainHttp.answer(peer)).isEqualTo(404);
    // Whatever else is told of it would be by the end of the next one on the connection.
    peer.askUpgrade("/echo/17");
    assertThat(PlainHttp.status(peer.readHead())).isEqualTo(101);
    goodbye(peer);
  }

  // ---- the client

  @Only(Role.CLIENT)
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REDIRECTS")
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    if (server == UnwillingServer.HAS_NO_TLS || server == UnwillingServer.IS_NOT_TRUSTED) {
      assumeTls();
    }
    assumeTrue(
        server != UnwillingServer.NEVER_ANSWERS || isNewest(),
        "takes its time, and is the same for all versions");
    meets(server);
  }

  /** It asks on another connection. One handshake is told, of where it led to. */
  @Only(Role.CLIENT)
  @Test
  void theServerRedirects() throws Exception {
    try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      elsewhere.setSoTimeout(20_000);
      ScriptedPeer peer = with().meet();
      peer.sendBytes(
          ("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:"
                  + elsewhere.getLocalPort()
                  + "/elsewhere\r\nContent-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      try (ScriptedPeer other = ScriptedPeer.accepted(elsewhere.accept(), false)) {
        other.readHead();
        other.sendBytes(ScriptedPeer.upgradeForbidden());
        assertThat(facts().awaitFailure().attributes())
            .containsEntry("url.path", "/elsewhere")
            .containsEntry("server.port", (long) elsewhere.getLocalPort())
            .containsEntry("http.response.status_code", 403L);
      }
    }
  }
}
