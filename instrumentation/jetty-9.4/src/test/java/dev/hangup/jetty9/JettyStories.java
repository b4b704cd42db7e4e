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
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all generations of Jetty do otherwise than other stacks. */
public abstract class JettyStories extends StackContract {

  /** Where the application's frames have 1000 bytes at most. */
  private static final String CUT = "/echo/1000";

  private static final String UPGRADE = "HCUKV";

  @Override
  protected boolean tellsWhenHandled() {
    return true;
  }

  @Override
  protected String stack() {
    return "jetty";
  }

  @Override
  protected String route() {
    return isClient() ? super.route() : "/echo/*";
  }

  @Override
  protected @Nullable String clientUserAgent() {
    return "Jetty/" + version();
  }

  /** Jetty's servers leave a request they will not upgrade to others; applications refuse. */
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

  @Test
  protected void thePeerResetsUnderTls() throws Exception {
    talking(with(options().withTls())).reset();
    ends("1006 peer_reset remote unclean");
  }

  /** No frame of the parser's or the generator's counts, but those on the wire. */
  @Test
  protected void messagesAreCutIntoFrames() throws Exception {
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
  protected void aLargeMessageIsCompressed() throws Exception {
    assumeFalse(
        version().has("stalls-inflating"),
        "a message that inflates to more than one buffer hangs: jetty/jetty.project#7351");
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
  protected void invalidUtf8InAnEarlyFragment() throws Exception {
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
  protected void textOfHttpInsteadOfFrames(boolean reset) throws Exception {
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
  protected void thePeerDoesNotRead() throws Exception {
    ScriptedPeer peer = talking(with(options().withIdleMillis(700)));
    peer.send("!flood");
    ExportedSpan told = facts().awaitEnd();
    assertThat(told.attributes())
        .containsEntry("websocket.close.cause", "slow_consumer")
        .containsEntry("websocket.close.initiator", "local");
    assertThat(told.attribute("websocket.close.evidence")).asString().contains("for 700 ms");
  }

  @Test
  protected void theRouteIsTheMappingsTemplate() throws Exception {
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

  /** By a filter or a handler before Jetty's WebSocket. */
  @Only(Role.SERVER)
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 426, 500, 503})
  protected void anUpgradeIsAnsweredBySomebodyElse(int status) throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /answer/" + status, UPGRADE);
    assertThat(PlainHttp.answer(peer)).isEqualTo(status);
    isTold(facts().awaitFailure(), status, "/answer/" + status);
    nothingElseIs(peer);
  }

  @Only(Role.SERVER)
  @Test
  protected void thereIsNothingAtThePath() throws Exception {
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
          HTTP is too old                                   , GET  /echo/17 HTTP/1.0, HCUKV
          """)
  protected void whatIsNoUpgradeIsAnsweredAsHttp(String story, String line, String headers)
      throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, line.replaceFirst(" +", " "), headers);
    int status = PlainHttp.answer(peer);
    assertThat(status).isGreaterThanOrEqualTo(400);
    isTold(facts().awaitFailure(), status, "/echo/17");
  }

  /** What is no HTTP either has no headers in Jetty 12, so it cannot be told what it was to be. */
  @Only(Role.SERVER)
  @Test
  protected void aRequestWithoutAHostIsNoHttp() throws Exception {
    ScriptedPeer peer = with().meet();
    PlainHttp.ask(peer, "GET /echo/17", "CUKV");
    assertThat(PlainHttp.answer(peer)).isEqualTo(400);
    if (!version().version().startsWith("12.")) {
      isTold(facts().awaitFailure(), 400, "/echo/17");
    }
  }

  @Only(Role.SERVER)
  @Test
  protected void plainHttpIsNobodysBusiness() throws Exception {
    ScriptedPeer peer = with().meet();
    for (String path : new String[] {"/answer/200", "/answer/404", "/none", "/echo/17"}) {
      PlainHttp.ask(peer, "GET " + path, "H");
      PlainHttp.answer(peer);
    }
    nothingElseIs(peer);
  }

  protected static void isTold(ExportedSpan told, int status, String path) {
    assertThat(told.error()).isTrue();
    assertThat(told.attributes())
        .containsEntry("http.response.status_code", (long) status)
        .containsEntry("url.path", path)
        .containsEntry("websocket.role", "server")
        .containsEntry("network.peer.address", "127.0.0.1");
  }

  /** Whatever else is told of what was before would be by the end of the next on the connection. */
  protected final void nothingElseIs(ScriptedPeer peer) throws Exception {
    peer.askUpgrade("/echo/17");
    assertThat(PlainHttp.status(peer.readHead())).isEqualTo(101);
    goodbye(peer);
  }

  // ---- the client

  /** Where TLS fails this library may show a closed channel and nothing of TLS. */
  @Override
  protected Set<String> causes(UnwillingServer server) {
    return server.askedWithTls() ? Set.of("tls_failed", "connection_lost") : super.causes(server);
  }

  @Only(Role.CLIENT)
  @ParameterizedTest
  @EnumSource
  protected void theServerIsUnwilling(UnwillingServer server) throws Exception {
    meets(server);
  }

  /** Told is where it went, and not where it had been. */
  @Override
  protected String pathToldOf(UnwillingServer server) {
    return server == UnwillingServer.REDIRECTS ? "/elsewhere" : super.pathToldOf(server);
  }

  @Only(Role.CLIENT)
  @Test
  void aRedirectLeadsToWhereNobodyListens() throws Exception {
    int nobody = UnwillingServer.unusedPort();
    ExportedSpan told =
        meets(
            "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:"
                + nobody
                + "/elsewhere\r\n\r\n");
    assertThat(told.attributes())
        .containsEntry("websocket.handshake.cause", "connect_failed")
        .containsEntry("url.path", "/elsewhere")
        .containsEntry("server.port", (long) nobody);
    assertThat(told.attribute("websocket.handshake.evidence"))
        .asString()
        .contains("127.0.0.1:" + nobody + ", where a redirect had sent this client, was refused");
  }
}
