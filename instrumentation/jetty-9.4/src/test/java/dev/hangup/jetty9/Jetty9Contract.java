// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What server and client of Jetty 9.4 have in common, and do otherwise than others. */
abstract class Jetty9Contract extends StackContract {

  /** Where the application's frames have 1000 bytes at most. */
  private static final String CUT = "/echo/1000";

  private final boolean client;

  Jetty9Contract(boolean client) {
    super(client);
    this.client = client;
  }

  @BeforeEach
  final void theUpgradeComesThrough() {
    assumeFalse(
        client && version().has("loses-upgrades"),
        "the client of this version may lose an upgrade: jetty/jetty.project#5170");
  }

  @Override
  protected String stack() {
    return "jetty";
  }

  @Override
  protected String route() {
    return client ? super.route() : "/echo/*";
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

  private boolean closesAtOnce(int code) {
    return code != 1000 && version().has("closes-at-once");
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
    if (!closesAtOnce(code)) {
      super.theApplicationClosesWith(code, cause);
      return;
    }
    ScriptedPeer peer = talking();
    peer.send("!close " + code + " because");
    assertThat(peer.receive()).isEqualTo(Frame.close(code, "because"));
    assertThat(peer.receive()).isNull();
    ends("%d %s local unclean sent=%d".formatted(code, cause, code));
  }

  @Override
  @Test
  protected void theApplicationClosesWithoutACode() throws Exception {
    if (!closesAtOnce(1005)) {
      super.theApplicationClosesWithoutACode();
      return;
    }
    ScriptedPeer peer = talking();
    peer.send("!close");
    assertThat(peer.receive()).isEqualTo(Frame.close());
    assertThat(peer.receive()).isNull();
    ends("1005 normal local unclean sent=1005");
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
    if (client && !version().has("clients-say-1008")) {
      assertThat(peer.receive()).isNull();
      ends("1006 internal_error local unclean thrown=java.lang.IllegalStateException");
    } else {
      int code = client ? 1008 : 1011;
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
    if (client) {
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
    String agreed = client ? "permessage-deflate" : with.itsHead().get("sec-websocket-extensions");
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
    with.know("http.route", client ? "/rooms/{id}" : "/rooms/{room}");
    ScriptedPeer peer = talking(with);
    goodbye(peer);
  }

  /** What was asked for before reading was suspended may still be on its way. */
  @Override
  protected boolean readsBesideWriting() {
    return true;
  }
}
