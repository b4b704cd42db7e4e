// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.PlainHttp;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Versions("jetty-9.4.txt")
class Jetty9ServerContractIT extends Jetty9Contract {

  private static final String UPGRADE = "HCUKV";

  Jetty9ServerContractIT() {
    super(false);
  }

  @Override
  protected String application(String story) {
    return "dev.hangup.jetty9.Jetty9Application";
  }

  /** Jetty closes the channel inside the read that finds the end, having closed its own half. */
  @Test
  void theSelectorClosesBeforeTheReadHasReturned() throws Exception {
    ScriptedPeer peer = talking(with(Options.at("/echo/found-closed")));
    peer.send("!close 1000 bye");
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    peer.fin();
    ends("1000 peer_eof local unclean sent=1000");
  }

  /** By a filter or a handler before Jetty's WebSocket. */
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 426, 500, 503})
  void anUpgradeIsAnsweredBySomebodyElse(int status) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /answer/" + status, UPGRADE);
    assertThat(PlainHttp.answer(peer)).isEqualTo(status);
    isTold(facts().awaitFailure(), status, "/answer/" + status);
    nothingElseIs(peer);
  }

  @Test
  void thereIsNothingAtThePath() throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /none/17", UPGRADE);
    assertThat(PlainHttp.answer(peer)).isEqualTo(404);
    isTold(facts().awaitFailure(), 404, "/none/17");
    nothingElseIs(peer);
  }

  /**
   * Jetty takes none of these for an upgrade: it is HTTP, of which there is nothing at the path.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          the headers of an upgrade are gone behind a proxy , GET  /echo/17         , HKV
          only one of them is                               , GET  /echo/17         , HCKV
          the version is another                            , GET  /echo/17         , HCUKX
          the key is missing                                , GET  /echo/17         , HCUV
          the key and the version are                       , GET  /echo/17         , HCU
          the method is another                             , POST /echo/17         , HCUKV
          there is no Host                                  , GET  /echo/17         , CUKV
          HTTP is too old                                   , GET  /echo/17 HTTP/1.0, HCUKV
          """)
  void whatIsNoUpgradeIsAnsweredAsHttp(String story, String line, String headers) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, line.replaceFirst(" +", " "), headers);
    int status = PlainHttp.answer(peer);
    assertThat(status).isGreaterThanOrEqualTo(400);
    isTold(facts().awaitFailure(), status, "/echo/17");
  }

  @Test
  void plainHttpIsNobodysBusiness() throws Exception {
    ScriptedPeer peer = with().meet();
    for (String path : new String[] {"/answer/200", "/answer/404", "/none", "/echo/17"}) {
      PlainHttp.ask(peer, "GET " + path, "H");
      PlainHttp.answer(peer);
    }
    nothingElseIs(peer);
  }

  /**
   * Jetty says goodbye and waits for no answer. The web application goes and not the server: where
   * the pool of threads stops too the goodbye may get lost, and in 9.4.0 the word that all is over.
   */
  @Test
  void theWebApplicationIsTakenAway() throws Exception {
    Conversation with = with(Options.at("/echo/undeployed"));
    ScriptedPeer peer = talking(with);
    with.stopApplication();
    assertThat(peer.receive()).isEqualTo(Frame.close(1001, "Shutdown"));
    peer.receiveToTheEnd();
    ends("1001 going_away local unclean sent=1001");
  }

  private static void isTold(ExportedSpan told, int status, String path) {
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", (long) status)
        .containsEntry("url.path", path)
        .containsEntry("websocket.role", "server")
        .containsEntry("network.peer.address", "127.0.0.1");
  }

  /** Whatever else is told of what was before would be by the end of the next on the connection. */
  private void nothingElseIs(ScriptedPeer peer) throws Exception {
    peer.askUpgrade("/echo/17");
    assertThat(PlainHttp.status(peer.readHead())).isEqualTo(101);
    goodbye(peer);
  }
}
