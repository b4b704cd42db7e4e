// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeCause;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionObserverTest {

  /** Masked with an all-zero key, so that the payload can be read in the test. */
  private static final String TEXT_HI = "81 82 00000000 6869";

  private static final String CLOSE_1000 = "88 82 00000000 03e8";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # story                   , peer sends             , self sends , sent , received , sent first
          peer closes self answers  , 88 82 00000000 03e8    , 03e8       , 1000 , 1000     , false
          peer closes without code  , 88 80 00000000         , ''         , 1005 , 1005     , false
          peer closes without answer, 88 82 00000000 0fa0    ,            , -    , 4000     , false
          """)
  void bothCloseFramesAreKept(
      String story, String peer, String self, String sent, String received, boolean sentFirst) {
    SimulatedConnection conversation = SimulatedConnection.asServer().peer(peer);
    if (self != null) {
      conversation.self("88", self);
    }
    Account account = conversation.localClose().ended().account();

    assertThat(code(account.sentClose())).isEqualTo(sent);
    assertThat(code(account.receivedClose())).isEqualTo(received);
    assertThat(account.sentFirst()).isEqualTo(sentFirst);
  }

  @Test
  void theFirstCloseFrameOfEachSideCounts() {
    EndedConnection ended =
        SimulatedConnection.asServer()
            .self("88", "03f1")
            .self("88", "03e8")
            .peer(CLOSE_1000)
            .localClose()
            .ended();

    assertThat(ended.account().sentFirst()).isTrue();
    assertThat(code(ended.account().sentClose())).isEqualTo("1009");
  }

  /** In pieces of any size, with the mask that a client's frames have. */
  @Test
  void whatThisSideSendsMayBeToldAsBytes() {
    SimulatedConnection conversation = SimulatedConnection.asClient();
    ByteBuffer bytes = SimulatedConnection.hex(TEXT_HI + CLOSE_1000);
    for (int i = 0; i < bytes.limit(); i++) {
      conversation.wire.outboundBytes(bytes, i, i + 1);
    }
    EndedConnection ended = conversation.localClose().ended();

    assertThat(code(ended.account().sentClose())).isEqualTo("1000");
    assertThat(ended.account().sent().frames()).isEqualTo(2);
    assertThat(ended.account().sent().bytes()).isEqualTo(4);
    assertThat(ended.violations()).isEmpty();
  }

  /** A binary message is counted by its header, and what is behind it is not missed. */
  @Test
  void payloadThatIsNotLookedAtNeedNotBeShown() {
    SimulatedConnection conversation = SimulatedConnection.asClient();
    ByteBuffer message = SimulatedConnection.hex("82fe012c01020304" + "00".repeat(300));
    ByteBuffer text = SimulatedConnection.hex(TEXT_HI + CLOSE_1000);

    assertThat(conversation.wire.taken(false, 308)).isZero();
    conversation.wire.outboundBytes(message, 0, 14);
    assertThat(conversation.wire.taken(false, 200)).isEqualTo(200);
    conversation.wire.outboundBytes(message, 214, 215);
    assertThat(conversation.wire.taken(false, 500)).isEqualTo(93);
    conversation.wire.outboundBytes(text, 0, 7);
    assertThat(conversation.wire.taken(false, 1)).isZero();
    conversation.wire.outboundBytes(text, 7, text.limit());
    EndedConnection ended = conversation.localClose().ended();

    assertThat(code(ended.account().sentClose())).isEqualTo("1000");
    assertThat(ended.account().sent().frames()).isEqualTo(3);
    assertThat(ended.account().sent().bytes()).isEqualTo(304);
    assertThat(ended.account().sent().maxMessage()).isEqualTo(300);
    assertThat(ended.violations()).isEmpty();
    assertThat(conversation.wire.taken(false, 50)).isEqualTo(50);
  }

  /** The stack closed its socket first, and only then said 1001 to nobody. */
  @Test
  void aCloseFrameWhoseWriteFailedWasNotSent() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(3).self("88", "03e9");
    conversation.wire.closeNotSent();
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().sentClose()).isNull();
    assertThat(ended.account().sentFirst()).isFalse();
    assertThat(ended.account().sent().frames()).isEqualTo(1);
    assertThat(ended.diagnosis().code()).isEqualTo(1006);
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.LOCAL_ABORT);
  }

  @Test
  void aCloseFrameThatWasSentStaysSentWhateverBecomesOfTheNext() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().self("88", "03e9").self("88", "03e8");
    conversation.wire.closeNotSent();

    assertThat(code(conversation.localClose().ended().account().sentClose())).isEqualTo("1001");
  }

  @Test
  void thePeersCloseFrameStaysFirstWhereTheAnswerDidNotGetOut() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().peer(CLOSE_1000).self("88", "03e8");
    conversation.wire.closeNotSent();
    Account account = conversation.localClose().ended().account();

    assertThat(account.sentClose()).isNull();
    assertThat(code(account.receivedClose())).isEqualTo("1000");
  }

  /** What was known when it was told is not what counts: the end is later. */
  @Test
  void pingsGoOnToCountAfterACloseFrameThatWasNotSent() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().self("89", "31").after(1).self("88", "03e9");
    conversation.wire.closeNotSent();
    Account account =
        conversation.after(1).self("89", "32").after(1).localClose().ended().account();

    assertThat(account.pings().unanswered()).isEqualTo(2);
  }

  @Test
  void bothDirectionsAreCountedToTheByte() {
    Account account =
        SimulatedConnection.asServer()
            .peer(TEXT_HI + "89 80 00000000" + "02 81 00000000 ff" + "80 82 00000000 ffff")
            .self("81", "686f")
            .self("8a", "")
            .peerEof()
            .ended()
            .account();

    assertThat(account.received().frames()).isEqualTo(4);
    assertThat(account.received().messages()).isEqualTo(2);
    assertThat(account.received().bytes()).isEqualTo(5);
    assertThat(account.received().maxFrame()).isEqualTo(2);
    assertThat(account.received().maxMessage()).isEqualTo(3);
    assertThat(account.sent().frames()).isEqualTo(2);
    assertThat(account.sent().messages()).isEqualTo(1);
    assertThat(account.sent().bytes()).isEqualTo(2);
  }

  @Test
  void aReadThatBeginsWithLeftOversTellsOnlyWhatIsNew() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    // The stack saw the header's first byte and left it in its buffer.
    conversation.wire.inbound(SimulatedConnection.hex("81"));
    conversation.wire.consumed(1);
    conversation.wire.inbound(SimulatedConnection.hex("81 82 00000000 6869"));
    conversation.wire.consumed(0);

    assertThat(conversation.peerEof().ended().account().received().frames()).isEqualTo(1);
  }

  @Test
  void aDropInMidFrameSaysHowMuchHadArrived() {
    Account.Direction received =
        SimulatedConnection.asServer()
            .peer("82 fe 0400 00000000 010203")
            .peerResets()
            .ended()
            .account()
            .received();

    assertThat(received.unfinishedArrived()).isEqualTo(3);
    assertThat(received.unfinishedAnnounced()).isEqualTo(1024);
    assertThat(received.lastSize()).isEqualTo(1024);
    assertThat(received.frames()).isZero();
  }

  @Test
  void whatComesAfterTheFirstSignalOfTheEndIsNoise() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.eof();
    conversation.self("88", "03ea").after(1);
    conversation.wire.readFailed(new IOException("Connection reset"));
    conversation.wire.localClose();
    Account account = conversation.gone().gone().ended().account();

    assertThat(account.ending()).isEqualTo(Ending.PEER_EOF);
    assertThat(account.sentClose()).isNull();
    assertThat(account.sent().frames()).isZero();
  }

  @ParameterizedTest(name = "an end of stream beside a write that failed with {0} is {1}")
  @CsvSource({
    "Connection reset by peer, PEER_RESET", // the writer took the reset, the reader what was left
    "Broken pipe             , PEER_EOF", // what writing after the peer's FIN comes to
  })
  void aResetIsToldOnceByTheSystemAndMayReachTheWriter(String message, Ending ending) {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.eof();
    conversation.after(1);
    conversation.wire.writeFailed(new IOException(message));
    Account account = conversation.after(1).gone().ended().account();

    assertThat(account.ending()).isEqualTo(ending);
    assertThat(account.duration()).isZero();
  }

  @ParameterizedTest(name = "{0} while {1} is {2}")
  @CsvSource({
    "reset  , reading, PEER_RESET",
    "eof    , reading, PEER_EOF",
    "tls    , reading, TLS_REFUSED",
    "alert  , reading, TLS_ALERT",
    "no notify, reading, PEER_EOF", // JDK's engine, where the stream ends without TLS's farewell
    "closed , reading, PEER_EOF", // says nothing, and then the transport is gone
    "reset under tls, reading, PEER_RESET",
    "reset  , writing, WRITE_FAILED",
    "tls    , writing, TLS_FAILED",
    "no tls , writing, TLS_REFUSED", // what was read, told to the writer
    "Connection timed out, reading, UNREACHABLE",
    "No route to host, writing, UNREACHABLE",
    "Network is down, reading, UNREACHABLE",
    "Too many open files, reading, LOCAL_FAILURE",
    "Broken pipe, reading, WRITE_FAILED",
    "Verbindung unterbrochen, reading, READ_FAILED", // in a language nobody here knows
    "Verbindung unterbrochen, writing, WRITE_FAILED",
    "timeout, writing, SEND_TIMED_OUT",
    "timeout, reading, READ_FAILED",
  })
  void failuresAreReadForWhatTheyAre(String failure, String doing, Ending ending) {
    IOException thrown =
        switch (failure) {
          case "eof" -> new EOFException();
          case "tls" -> new SSLHandshakeException("bad record");
          case "no tls" -> new SSLProtocolException("Unsupported or unrecognized SSL message");
          case "alert" -> new SSLHandshakeException("Received fatal alert: bad_record_mac");
          case "no notify" ->
              new SSLException("closing inbound before receiving peer's close_notify");
          case "closed" -> new ClosedChannelException();
          case "reset under tls" -> new SSLException(new SocketException("Connection reset"));
          case "reset" -> new IOException("Connection reset by peer");
          case "timeout" -> new SocketTimeoutException();
          default -> new IOException(failure);
        };
    SimulatedConnection conversation = SimulatedConnection.asServer();
    if (doing.equals("reading")) {
      conversation.wire.readFailed(thrown);
    } else {
      conversation.wire.writeFailed(thrown);
    }

    assertThat(conversation.gone().ended().account().ending()).isEqualTo(ending);
  }

  @Test
  void silenceIsMeasuredEachWayToTheFirstSignal() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().after(1).peer(TEXT_HI).after(2).self("81", "6869").after(60);
    conversation.wire.eof();
    Account account = conversation.after(5).gone().ended().account();

    assertThat(account.received().silence()).isEqualTo(62_000_000_000L);
    assertThat(account.sent().silence()).isEqualTo(60_000_000_000L);
    assertThat(account.duration()).isEqualTo(63_000_000_000L);
  }

  @Test
  void startAndEndAreWallTime() {
    EndedConnection ended = SimulatedConnection.asServer().after(2.5).peerEof().ended();

    assertThat(ended.startEpochNanos()).isEqualTo(FakeClock.EPOCH);
    assertThat(ended.endEpochNanos()).isEqualTo(FakeClock.EPOCH + 2_500_000_000L);
  }

  @Test
  void aPongSettlesItsPingAndThoseBefore() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer()
            .self("89", "01")
            .after(1)
            .self("89", "02")
            .after(0.5)
            .peer("8a 81 00000000 02")
            .after(10)
            .self("89", "03")
            .after(20);
    EndedConnection ended = conversation.localClose().ended();

    assertThat(conversation.events.pings).containsExactly(500_000_000L);
    assertThat(ended.lastPing()).isEqualTo(500_000_000L);
    assertThat(ended.account().pings()).isEqualTo(new Account.Pings(3, 1, 20_000_000_000L));
  }

  @Test
  void aPongNobodyAskedForSettlesNothing() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().self("89", "01").peer("8a 81 00000000 07");

    assertThat(conversation.localClose().ended().account().pings().unanswered()).isEqualTo(1);
    assertThat(conversation.events.pings).isEmpty();
  }

  @Test
  void aMessageInAnswerToTheIdleTimerDoesNotHideThatItFired() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.idle(30_000_000_000L, "IdleStateHandler");
    conversation.after(30);
    conversation.wire.idle(30_000_000_000L, "IdleStateHandler");
    conversation.self("88", "03e9").after(10);
    conversation.wire.idle(30_000_000_000L, "IdleStateHandler");
    Account account = conversation.localClose().ended().account();

    assertThat(account.idleTimer())
        .isEqualTo(
            new Account.IdleTimer(10_000_000_000L, false, 30_000_000_000L, "IdleStateHandler"));
  }

  @Test
  void anIdleTimerIsNoReasonWhereSomethingCameAfterIt() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.idle(5_000_000_000L, "IdleStateHandler");
    conversation.self("89", "01").after(0.1).peer("8a 81 00000000 01").after(0.4);
    conversation.self("88", "03f1");
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().idleTimer().heardSince()).isTrue();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.MESSAGE_TOO_BIG);
  }

  @Test
  void theAnswerToACloseFrameIsNoSignOfLifeBeforeIt() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.idle(5_000_000_000L, "IdleStateHandler");
    conversation.self("88", "03e9").after(0.1).peer(CLOSE_1000);
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().idleTimer().heardSince()).isFalse();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.IDLE_TIMEOUT_LOCAL);
  }

  @Test
  void pingsAreCountedAsTheyStoodWhenThisSideGaveUp() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().self("89", "01").after(3).self("89", "02");
    conversation.after(3).self("88", "1194").after(1).peer("8a 81 00000000 02").peer(CLOSE_1000);
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().pings()).isEqualTo(new Account.Pings(2, 2, 7_000_000_000L));
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
    assertThat(ended.diagnosis().code()).isEqualTo(4500);
    assertThat(ended.error()).isTrue();
  }

  @Test
  void bytesThatWereLostEndTheirDirection() {
    SimulatedConnection conversation = SimulatedConnection.asServer().peer(TEXT_HI);
    conversation.wire.unseen();
    conversation.peer("88 82 00000000 03e8" + "ff ff ff ff ff ff");
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().received().frames()).isEqualTo(1);
    assertThat(ended.account().receivedClose()).isNull();
    assertThat(conversation.events.violations).isEmpty();
    assertThat(ended.diagnosis().cause()).isNull();
    assertThat(ended.diagnosis().initiator()).isEqualTo(Diagnosis.Initiator.UNKNOWN);
  }

  @Test
  void nothingIsInventedAfterAFrameThatIsNone() {
    SimulatedConnection conversation = SimulatedConnection.asServer().peer(TEXT_HI);
    StringBuilder http = new StringBuilder();
    for (byte b : "GET /chat HTTP/1.1\r\nHost: example\r\n\r\n".repeat(20).getBytes(US_ASCII)) {
      http.append(String.format("%02x", b));
    }
    conversation.peer(http.toString()).after(30);
    EndedConnection ended = conversation.peerEof().ended();

    assertThat(conversation.events.violations).hasSize(1);
    assertThat(ended.account().receivedClose()).isNull();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PROTOCOL_ERROR);
    assertThat(ended.diagnosis().rule()).isEqualTo("left-after-a-violation");
  }

  @Test
  void aHeartbeatIsSmallMessagesAtAPace() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    for (int i = 0; i < 6; i++) {
      conversation.after(1).peer("81 81 00000000 0a");
    }
    conversation.after(3).self("88", "03ea");
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().received().heartbeat())
        .isEqualTo(new Account.Heartbeat(1_000_000_000L, 1, 3_000_000_000L, 3_000_000_000L));
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.HEARTBEAT_LOST);
  }

  /** Counted from the last frame that came; less than a second is how everybody reads. */
  @Test
  void whoReadsAtTheApplicationsWishMayHaveReadNothingForLong() {
    SimulatedConnection conversation = SimulatedConnection.asServer().peer("81 81 00000000 0a");
    conversation.after(30);
    conversation.wire.heldBack(false);
    EndedConnection ended = conversation.peerResets().ended();

    assertThat(ended.account().held()).isEqualTo(new Account.Held(30_000_000_000L, 0, false));
    assertThat(ended.diagnosis().rule()).isEqualTo("end-not-asked-for");
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PEER_RESET);
  }

  @Test
  void whoReadsOnAtOnceHasHeldNothingBack() {
    SimulatedConnection conversation = SimulatedConnection.asServer().peer("81 81 00000000 0a");
    conversation.wire.heldBack(false);
    EndedConnection ended = conversation.peerResets().ended();

    assertThat(ended.account().held()).isNull();
  }

  @Test
  void anEndThatTheLibraryLosesIsToldAfterIt() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.eof();
    conversation.wire.heldBack(true);
    EndedConnection ended = conversation.gone().ended();

    assertThat(ended.diagnosis().rule()).isEqualTo("end-not-asked-for");
    assertThat(ended.diagnosis().evidence()).contains("the library told it nothing of this end");
  }

  @Test
  void aSendThatWasGivenUpIsTheReason() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().after(5).self("81", "6869").after(20);
    conversation.wire.sendStalled(20_000_000_000L);
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.account().stall()).isEqualTo(new Account.Stall(20_000_000_000L, 0));
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.SLOW_CONSUMER);
    assertThat(ended.diagnosis().initiator()).isEqualTo(Diagnosis.Initiator.LOCAL);
  }

  @Test
  void theFirstFrameAfterASilenceDoesNotEndTheSpell() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().peer(TEXT_HI).after(30).self("81", "6869");
    EndedConnection ended = conversation.after(0.02).peerResets().ended();

    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.IDLE_DROP);
    assertThat(ended.diagnosis().rule()).isEqualTo("forgotten-while-silent");
  }

  @Test
  void endsOfThisSideAreAShutdownOnceTheJvmGoesDown() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.observation.goingDown();
    conversation.after(0.3).self("88", "03e9").peer("88 82 00000000 03e9");
    EndedConnection ended = conversation.localClose().ended();

    assertThat(ended.diagnosis().code()).isEqualTo(1001);
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.SHUTDOWN);
    assertThat(ended.error()).isFalse();
  }

  @Test
  void aConnectionJoinedAtAFrameBoundaryIsFollowedFromThere() {
    RecordedEvents events = new RecordedEvents();
    Observation late =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, true);
    var wire = late.adopted(Handshake.asServer("netty"));
    wire.opened();
    wire.atFrameBoundary();
    wire.inbound(SimulatedConnection.hex(TEXT_HI + CLOSE_1000));
    wire.outbound(0x88, false, 2);
    wire.outboundPayload(SimulatedConnection.hex("03e8"), 0, 2);
    wire.localClose();
    wire.closed();

    EndedConnection ended = events.ended.get(0);
    assertThat(ended.account().received().frames()).isEqualTo(2);
    assertThat(ended.account().incomplete()).isTrue();
    assertThat(ended.diagnosis().code()).isEqualTo(1000);
    assertThat(ended.diagnosis().initiator()).isEqualTo(Diagnosis.Initiator.REMOTE);
  }

  @Test
  void theHandlersExceptionIsKeptByClassOnly() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.wire.handlerFailed(new IllegalStateException("customer 4711 unknown"));
    Account account = conversation.after(0.1).self("88", "03f3").localClose().ended().account();

    assertThat(account.handlerFailure())
        .isEqualTo(new Account.HandlerFailure("java.lang.IllegalStateException", 100_000_000L));
    assertThat(account.toString()).doesNotContain("4711");
  }

  @Test
  void anExceptionToldAfterTheEndItCausedIsKeptWithoutItsTime() {
    SimulatedConnection conversation = SimulatedConnection.asServer().self("88", "").after(0.1);
    conversation.wire.localClose();
    conversation.wire.handlerHadFailed(new IllegalStateException("customer 4711 unknown"));
    conversation.wire.handlerHadFailed(new IllegalArgumentException("of the clean-up"));
    conversation.wire.closed();
    EndedConnection ended = conversation.ended();

    assertThat(ended.account().handlerFailure())
        .isEqualTo(new Account.HandlerFailure("java.lang.IllegalStateException", -1));
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.INTERNAL_ERROR);
  }

  @Test
  void ofAConnectionThatIsToldNothingMoreIsTaken() {
    SimulatedConnection conversation = SimulatedConnection.asServer().self("88", "").localClose();
    conversation.wire.handlerHadFailed(new IllegalStateException());

    assertThat(conversation.ended().account().handlerFailure()).isNull();
  }

  @Test
  void aViolationIsToldAtOnceAndKeptWithItsPlace() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().peer("81 02 6869").after(1).peer(TEXT_HI);
    EndedConnection ended = conversation.localClose().ended();

    assertThat(conversation.events.violations)
        .containsExactly("peer " + Rule.UNMASKED_CLIENT_FRAME.id());
    assertThat(ended.violations()).hasSize(1);
    assertThat(ended.violations().get(0).epochNanos()).isEqualTo(FakeClock.EPOCH);
    assertThat(ended.account().received().broken().age()).isEqualTo(1_000_000_000L);
    assertThat(ended.account().received().broken().framesAfter()).isEqualTo(1);
  }

  @Test
  void aCloseFrameThatBreaksTheProtocolCarriesItsViolation() {
    // 1005 must not travel, RFC 6455 7.4.1.
    Account account =
        SimulatedConnection.asServer().peer("88 82 00000000 03ed").localClose().ended().account();

    assertThat(code(account.receivedClose())).isEqualTo("1005");
    assertThat(account.receivedClose().violation().rule()).isEqualTo(Rule.RESERVED_CLOSE_CODE);
  }

  @Test
  void aViolationBeforeTheCloseFrameIsNotTheCloseFrames() {
    Account account =
        SimulatedConnection.asServer()
            .peer("81 02 6869" + CLOSE_1000)
            .localClose()
            .ended()
            .account();

    assertThat(account.receivedClose().violation()).isNull();
  }

  @Test
  void abnormalEndsShowTheLastFramesOfBothSidesInOrder() {
    EndedConnection ended =
        SimulatedConnection.asServer()
            .peer(TEXT_HI)
            .after(1)
            .self("82", "01")
            .after(1)
            .peer("89 80 00000000")
            .peerResets()
            .ended();

    assertThat(ended.error()).isTrue();
    assertThat(ended.lastFrames())
        .extracting(frame -> frame.received(), frame -> frame.firstByte(), frame -> frame.length())
        .containsExactly(tuple(true, 0x81, 2L), tuple(false, 0x82, 1L), tuple(true, 0x89, 0L));
    assertThat(ended.lastFrames().get(2).epochNanos()).isEqualTo(FakeClock.EPOCH + 2_000_000_000L);
  }

  @Test
  void framesThatWaitInTheStackAreSentWhenItSendsThem() {
    SimulatedConnection connection = SimulatedConnection.asServer();
    connection.wire.queued(0x82, false, 100);
    connection.wire.queued(0x82, false, 200);
    connection.after(2);
    connection.wire.flushed();
    connection.after(3).peerResets();

    EndedConnection ended = connection.ended();
    assertThat(ended.account().sent().frames()).isEqualTo(2);
    assertThat(ended.account().sent().messages()).isEqualTo(2);
    assertThat(ended.account().sent().bytes()).isEqualTo(300);
    assertThat(ended.account().sent().silence()).isEqualTo(3_000_000_000L);
    assertThat(ended.lastFrames())
        .extracting(frame -> frame.epochNanos() - FakeClock.EPOCH)
        .containsExactly(2_000_000_000L, 2_000_000_000L);
  }

  @Test
  void whatNeverLeftTheStackIsOfTheEnd() {
    SimulatedConnection connection = SimulatedConnection.asServer();
    connection.wire.queued(0x82, false, 100);
    connection.after(2).peerResets();

    EndedConnection ended = connection.ended();
    assertThat(ended.account().sent().silence()).isZero();
    assertThat(ended.lastFrames())
        .extracting(frame -> frame.epochNanos() - FakeClock.EPOCH)
        .containsExactly(2_000_000_000L);
  }

  @Test
  void aControlFrameIsOfTheMomentItWasMadeAndSoIsAllBeforeIt() {
    SimulatedConnection connection = SimulatedConnection.asServer();
    connection.wire.queued(0x82, false, 100);
    connection.after(1);
    connection.wire.queued(0x89, false, 0);
    connection.after(1);
    connection.wire.flushed();
    connection.after(1).peerResets();

    EndedConnection ended = connection.ended();
    assertThat(ended.account().pings().oldestUnanswered()).isEqualTo(2_000_000_000L);
    assertThat(ended.lastFrames())
        .extracting(frame -> frame.epochNanos() - FakeClock.EPOCH)
        .allSatisfy(passed -> assertThat(passed).isBetween(999_998_976L, 1_000_000_000L))
        .hasSize(2);
  }

  @Test
  void aFrameThatBreaksARuleIsNotWaitedFor() {
    SimulatedConnection connection = SimulatedConnection.asServer();
    connection.after(1);
    connection.wire.queued(0x82, true, 100); // masked by a server
    connection.after(1);
    connection.wire.flushed();
    connection.after(1).peerResets();

    assertThat(connection.ended().account().sent().broken())
        .extracting(Account.Broken::age)
        .isEqualTo(2_000_000_000L);
  }

  @Test
  void payloadIsAskedForOnlyWhereItIsLookedAt() {
    SimulatedConnection connection = SimulatedConnection.asServer();

    assertThat(connection.wire.queued(0x82, false, 100)).isFalse();
    assertThat(connection.wire.queued(0x81, false, 100)).isTrue();
    connection.wire.outboundPayload(ByteBuffer.wrap("a".repeat(100).getBytes(US_ASCII)), 0, 100);
    assertThat(connection.wire.outbound(0x81, false, 0)).isFalse();
    assertThat(connection.wire.outbound(0x88, false, 2)).isTrue();
  }

  @Test
  void normalEndsShowNone() {
    EndedConnection ended =
        SimulatedConnection.asServer()
            .peer(TEXT_HI)
            .peer(CLOSE_1000)
            .self("88", "03e8")
            .localClose()
            .ended();

    assertThat(ended.error()).isFalse();
    assertThat(ended.lastFrames()).isEmpty();
  }

  @Test
  void theReasonIsFitToBeShown() {
    // "a", U+0085, ESC, "b", U+202E, "c"
    Account account =
        SimulatedConnection.asServer()
            .peer("88 8b 00000000 03e8 61 c285 1b 62 e280ae 63")
            .localClose()
            .ended()
            .account();

    assertThat(account.receivedClose().reason()).isEqualTo("abc");
  }

  @Test
  void aViolationBeforeTheConnectionOpensIsCountedWhenItDoes() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/"));
    conversation.peer("81 02 6869");
    assertThat(conversation.events.violations).isEmpty();
    conversation.wire.opened();

    assertThat(conversation.events.violations)
        .containsExactly("peer " + Rule.UNMASKED_CLIENT_FRAME.id());
    assertThat(conversation.localClose().ended().violations()).hasSize(1);
  }

  @Test
  void whoOpensAfterTheShutDownEndsAtOnce() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/"));
    conversation.observation.shutDown();
    conversation.wire.opened();

    assertThat(conversation.ended().account().ending()).isEqualTo(Ending.SHUTDOWN);
  }

  @Test
  void theReasonStaysHereWhenItIsNotWanted() {
    ObserverSettings silent =
        ObserverSettings.read(
            java.util.Map.of("hangup.capture.reason", "false"), java.util.Map.of(), w -> {});
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/"), silent);
    conversation.wire.opened();
    Account account = conversation.peer("88 84 00000000 03e8 6869").localClose().ended().account();

    assertThat(account.receivedClose().reason()).isNull();
  }

  @Test
  void aClientKnowsThatItsPeerMustNotMask() {
    SimulatedConnection conversation =
        SimulatedConnection.asClient().peer("81 02 6869").peer("81 82 01020304 0000");

    assertThat(conversation.events.violations)
        .containsExactly("peer " + Rule.MASKED_SERVER_FRAME.id());
    assertThat(conversation.localClose().ended().series().role()).isEqualTo(Role.CLIENT);
  }

  @Test
  void extensionsNegotiatedLateStillReachBothReaders() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/"));
    conversation.peer("89 80 00000000");
    conversation.wire.handshake().extensions("permessage-deflate;client_no_context_takeover");
    conversation.wire.opened();
    conversation.peer("c1 82 00000000 6869").self("c1", "6869");

    assertThat(conversation.events.violations).isEmpty();
    assertThat(conversation.localClose().ended().account().received().frames()).isEqualTo(2);
  }

  @Test
  void anUpgradeThatWasRefusedIsNoConnection() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/chat/1"));
    conversation.after(0.25);
    conversation.wire.refused(403, null);
    conversation.gone();

    assertThat(conversation.events.opened).isEmpty();
    assertThat(conversation.events.ended).isEmpty();
    assertThat(conversation.events.failed).hasSize(1);
    FailedHandshake failed = conversation.events.failed.get(0);
    assertThat(failed.status()).isEqualTo(403);
    assertThat(failed.diagnosis().cause()).isEqualTo(HandshakeCause.UNAUTHORIZED);
    assertThat(failed.series().route()).isNull();
    assertThat(failed.target().path()).isEqualTo("/chat/1");
    assertThat(failed.endEpochNanos() - failed.startEpochNanos()).isEqualTo(250_000_000L);
  }

  @Test
  void aTransportThatEndsBeforeTheUpgradeIsAFailedHandshake() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asClient("netty").target("wss://h/"));
    conversation.wire.readFailed(new SSLHandshakeException("no"));
    conversation.gone();

    assertThat(conversation.events.failed)
        .extracting(failed -> failed.diagnosis().cause())
        .containsExactly(HandshakeCause.TLS_FAILED);
  }

  @Test
  void shutDownWaitsForAnEndThatIsBeingTold() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<EndedConnection> told = Collections.synchronizedList(new ArrayList<>());
    ConnectionEvents slow =
        new ForwardedEvents(new RecordedEvents()) {
          @Override
          public void ended(EndedConnection connection) {
            telling.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            told.add(connection);
          }
        };
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), slow, line -> {}, false);
    var wire = observation.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    Thread application =
        new Thread(
            () -> {
              wire.localClose();
              wire.closed();
            });
    application.start();
    telling.await();
    assertThat(observation.openConnections()).isEqualTo(1);
    new Thread(goOn::countDown).start();
    observation.shutDown();

    assertThat(told).hasSize(1);
    application.join();
  }

  @Test
  void shutDownEndsWhatIsOpenAndNothingTwice() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.observation.shutDown();
    conversation.observation.shutDown();
    conversation.localClose();

    assertThat(conversation.ended().account().ending()).isEqualTo(Ending.SHUTDOWN);
  }

  @Test
  void aConnectionJoinedMidwayIsIncompleteAndItsPeersFramesAreNotRead() {
    RecordedEvents events = new RecordedEvents();
    Observation late =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, true);
    var wire = late.adopted(Handshake.asServer("netty"));
    wire.opened();
    wire.inbound(SimulatedConnection.hex("ff ff ff ff"));
    wire.eof();
    wire.closed();

    assertThat(late.suppressedFailures().count()).isZero();
    assertThat(events.violations).isEmpty();
    assertThat(events.ended)
        .extracting(ended -> ended.account().incomplete())
        .containsExactly(true);
    assertThat(events.ended.get(0).diagnosis().cause()).isNull();
    assertThat(events.opened).isEqualTo(List.of(new Series(Role.SERVER, "netty", null)));
  }

  private static String code(Account.CloseFrame close) {
    return close == null ? "-" : Integer.toString(close.code());
  }
}
