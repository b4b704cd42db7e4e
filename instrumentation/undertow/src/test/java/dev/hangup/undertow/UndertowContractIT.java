// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Versions("undertow.txt")
class UndertowContractIT extends StackContract {

  @Override
  protected String stack() {
    return "undertow";
  }

  @Override
  protected String application() {
    return "dev.hangup.undertow.UndertowApplication";
  }

  /** It ends its own direction, and waits for the peer to end the other one. */
  @Override
  protected boolean closesTheTransport() {
    return false;
  }

  /** Reads go on beside a thread of the application that writes. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
  }

  /** The library does not know the codes that came after RFC 6455, and answers none with 1000. */
  @Override
  protected int answerTo(int code) {
    if (code >= 1012 && code <= 1014) {
      return version().has("answers-1003") ? 1003 : 1002;
    }
    return code == 1005 ? 1000 : code;
  }

  /** What it answers where a rule was broken. */
  @Override
  protected String expected(String story, String usual) {
    if (!version().has("answers-1003") || story.startsWith("thePeerClosesWith")) {
      return usual;
    }
    String answered = usual.replace("sent=1002", "sent=1003");
    return usual.startsWith("1002 protocol_error local")
        ? answered.replaceFirst("1002", "1003")
        : answered;
  }

  /** It closes without a reason. */
  @Override
  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    ScriptedPeer peer = with(options().withIdleMillis(1000)).open();
    assertThat(peer.receive()).isEqualTo(Frame.close(1001, ""));
    peer.send(Frame.close(1001, ""));
    peer.receiveToTheEnd();
    ends("1001 idle_timeout_local local clean received=1001 sent=1001");
  }

  /** Frames are told as bytes. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD");
  }

  /** A client reads what it should not, and answers. */
  @Override
  @Test
  protected void wrongMasking() throws Exception {
    if (!isClient()) {
      super.wrongMasking();
      return;
    }
    ScriptedPeer peer = talking();
    Frame frame = Frame.text("bare");
    peer.countSent(frame);
    peer.sendBytes(peer.wronglyMasked(frame));
    assertThat(peer.receive()).isEqualTo(frame);
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000 violations=masked-server-frame");
  }

  /** The next handler is asked where no handshake fits, and by default it finds nothing. */
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

  @Override
  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    assumeTls();
    super.aTlsRecordCannotBeRead();
  }

  private void assumeTls() {
    assumeFalse(
        isClient() && version().has("tls-hangs"),
        "a client of this version may wait for ever in its TLS handshake");
  }

  // ---- the server's refusals

  @Only(Role.SERVER)
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "404, GET /nowhere, HCUKV", // nothing is there
    "404, GET /echo/17, HCUKX", // the next handler finds nothing
    "404, POST /echo/17, HCUKV",
    "500, GET /echo/17, HCKV", // a proxy has taken a header away, and the library misses it late
    "404, GET /echo/17, HCUV",
    "403, GET /forbidden, HCUKV", // a handler before it
    "500, GET /broken, HCUKV",
  })
  void theServerRefuses(int status, String line, String headers) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, line, headers);
    assertThat(PlainHttp.answer(peer)).isEqualTo(status);
    ExportedSpan told = facts().awaitFailure();
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", (long) status)
        .containsEntry("url.path", line.split(" ", 2)[1])
        .containsEntry("websocket.role", "server")
        .containsEntry("network.peer.address", "127.0.0.1");
    nothingElseIs(peer);
  }

  @Only(Role.SERVER)
  @Test
  void whatAsksForNoUpgradeIsNotTold() throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /nowhere", "H");
    assertThat(PlainHttp.answer(peer)).isEqualTo(404);
    nothingElseIs(peer);
  }

  /** Whatever else is told of what was before would be by the end of the next on the connection. */
  private void nothingElseIs(ScriptedPeer peer) throws Exception {
    peer.askUpgrade("/echo/17");
    assertThat(PlainHttp.status(peer.readHead())).isEqualTo(101);
    goodbye(peer);
  }

  // ---- the client

  /** Where its handshake of TLS fails, the library may forget to complete its future. */
  @Only(Role.CLIENT)
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"REDIRECTS", "HAS_NO_TLS", "IS_NOT_TRUSTED"})
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    meets(server);
  }

  /** The library fails at an address that begins with a slash, and completes its future never. */
  @Only(Role.CLIENT)
  @Test
  void theServerRedirectsToAPath() throws Exception {
    ScriptedPeer peer = with().meet();
    peer.sendBytes(
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    assertThat(facts().awaitFailure().attributes())
        .containsEntry("url.path", "/echo/17")
        .containsEntry("http.response.status_code", 302L);
  }

  /** One handshake is told, of where it led to. */
  @Only(Role.CLIENT)
  @Test
  void theServerRedirectsToAnotherServer() throws Exception {
    try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
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
