// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.PlainHttp;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.UnwillingServer;
import dev.hangup.testkit.Versions;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Versions("jetty-9.4.txt")
class Jetty9ContractIT extends StackContract {

  /** Where the application's frames have 1000 bytes at most. */
  private static final String CUT = "/echo/1000";

  private static final String UPGRADE = "HCUKV";

  @BeforeEach
  final void theUpgradeComesThrough() {
    assumeFalse(
        isClient() && version().has("loses-upgrades"),
        "the client of this version may lose an upgrade: jetty/jetty.project#5170");
  }

  @Override
  protected String stack() {
    return "jetty";
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty9.Jetty9Application";
  }

  @Override
  protected String route() {
    return isClient() ? super.route() : "/echo/*";
  }

  @Override
  protected @Nullable String clientUserAgent() {
    return "Jetty/" + version();
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

  /** Jetty has a status of its own for versions it does not know: see the story after this one. */
  @Override
  @Test
  protected void theUpgradeIsRefused() throws Exception {
    if (isClient()) {
      super.theUpgradeIsRefused();
      return;
    }
    ScriptedPeer peer = with().meet();
    peer.askUpgrade("/forbidden/17");
    assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 403 ");
    ExportedSpan told = facts().awaitFailure();
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", 403L)
        .containsEntry("http.route", "/forbidden/*")
        .containsEntry("url.path", "/forbidden/17")
        .containsEntry("user_agent.original", "scripted-peer")
        .containsEntry("websocket.role", "server");
  }

  /** Reading and writing are two threads' work. */
  @Override
  protected Options whenWriting() {
    return version().has("suspends-badly") ? options() : options().withReadOnDemand();
  }

  @Test
  void thePeerResetsUnderTls() throws Exception {
    talking(with(options().withTls())).reset();
    ends("1006 peer_reset remote unclean");
  }

  /** No frame of the parser's or the generator's counts, but those on the wire. */
  @Test
  void messagesAreCutIntoFrames() throws Exception {
    ScriptedPeer peer = talking(with(Options.at(CUT)));
    peer.send(Frame.binary(60_000));
    ByteArrayOutputStream echo = new ByteArrayOutputStream();
    int frames = 0;
    Frame last;
    do {
      last = peer.receive();
      assertThat(last.size()).isPositive().isLessThanOrEqualTo(1000);
      echo.writeBytes(last.payload());
      frames++;
    } while (!last.isFinal());
    assertThat(frames).isGreaterThanOrEqualTo(60);
    assertThat(echo.toByteArray()).isEqualTo(Frame.binary(60_000).payload());
    goodbye(peer);
  }

  /** More than one read, one buffer, or one turn of the inflater. */
  @Test
  void aLargeMessageIsCompressed() throws Exception {
    Conversation with = with(options().withDeflate());
    ScriptedPeer peer = with.open("Sec-WebSocket-Extensions: permessage-deflate");
    peer.send(Frame.of(0xc2, deflated(Frame.binary(60_000).payload())));
    Frame first = peer.receive();
    assertThat(first.firstByte() & 0x4f).isEqualTo(0x42); // RSV1, binary
    for (Frame frame = first; !frame.isFinal(); ) {
      frame = peer.receive();
    }
    String agreed =
        isClient() ? "permessage-deflate" : with.itsHead().get("sec-websocket-extensions");
    with.know("websocket.extensions", List.of(agreed.split("\\s*,\\s*", -1)));
    goodbye(peer);
  }

  /** RFC 7692 7.2.1. */
  private static byte[] deflated(byte[] payload) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    deflater.setInput(payload);
    byte[] output = new byte[payload.length + 1000];
    int length = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(output, length - 4);
  }

  /** From Jetty 12 on text is looked at when there is all of the message, and refused then. */
  @Test
  void invalidUtf8InAnEarlyFragment() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(
        Frame.of(Frame.FIRST_TEXT, (byte) 'o', (byte) 'k', (byte) 0xc3, (byte) 0x28),
        Frame.part(Frame.MORE, "and then"),
        Frame.ping("still there?"));
    Frame answer = peer.receive();
    if (answer.firstByte() == Frame.PONG) {
      peer.send(Frame.part(Frame.LAST, "the end"));
      answer = peer.receive();
    }
    assertThat(answer.closeCode()).isEqualTo(1007);
    peer.receiveToTheEnd();
    ExportedSpan told = facts().awaitEnd();
    assertThat(told.attributes())
        .containsEntry("websocket.close.code", 1007L)
        .containsEntry("websocket.close.cause", "invalid_payload")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.violations()).containsExactly("invalid-utf8");
    assertThat(told.attribute("websocket.close.evidence")).asString().contains(" at byte ");
  }

  /** What is no frame may look like one that is not complete: Jetty waits for the rest of it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void textOfHttpInsteadOfFrames(boolean reset) throws Exception {
    ScriptedPeer peer = talking();
    peer.sendBytes("HTTP/1.1 502 Bad Gateway".getBytes(US_ASCII));
    if (reset) {
      peer.reset();
    } else {
      peer.fin();
    }
    ExportedSpan told = facts().awaitEnd();
    assertThat(told.attributes()).containsEntry("websocket.close.cause", "protocol_error");
  }

  /** So nothing passes in either direction, and the idle timer fires. */
  @Test
  void thePeerDoesNotRead() throws Exception {
    ScriptedPeer peer = talking(with(options().withIdleMillis(700)));
    peer.send("!flood");
    ExportedSpan told = facts().awaitEnd();
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "slow_consumer")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.attribute("websocket.close.evidence")).asString().contains("for 700 ms");
  }

  @Test
  void theRouteIsTheMappingsTemplate() throws Exception {
    Conversation with = with(Options.at("/rooms/7"));
    with.know("http.route", isClient() ? "/rooms/{id}" : "/rooms/{room}");
    ScriptedPeer peer = talking(with);
    goodbye(peer);
  }

  /** What was asked for before reading was suspended may still be on its way. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
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

  /** By a filter or a handler before Jetty's WebSocket. */
  @Only(Role.SERVER)
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 426, 500, 503})
  void anUpgradeIsAnsweredBySomebodyElse(int status) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /answer/" + status, UPGRADE);
    assertThat(PlainHttp.answer(peer)).isEqualTo(status);
    isTold(facts().awaitFailure(), status, "/answer/" + status);
    nothingElseIs(peer);
  }

  @Only(Role.SERVER)
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
  @Only(Role.SERVER)
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

  @Only(Role.SERVER)
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

  // ---- the client

  @Only(Role.CLIENT)
  @ParameterizedTest
  @EnumSource
  void theServerIsUnwilling(UnwillingServer server) throws Exception {
    meets(server);
  }
}
