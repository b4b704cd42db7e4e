// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Around;
import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Legs of gateways: which two belong together, and what is told of their ends. */
class GatewaysTest {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String OTHER_KEY = "x3JJHMbDL1EzLkh9GBhXDw==";

  private final Crowd crowd = new Crowd();
  private final InetSocketAddress browser = Crowd.at("192.0.2.8", 50_000);

  @AfterEach
  void nothingIsHandledAnyMore() {
    Incoming.endHere();
  }

  private Wire answered(InetSocketAddress peer) {
    Handshake handshake =
        Handshake.asServer("netty").target("/chat").header("sec-websocket-key", KEY).peer(peer);
    Wire wire = crowd.observation.handshake(handshake);
    wire.opened();
    return wire;
  }

  private Wire asking(@Nullable Object asked) {
    return crowd.observation.handshake(
        Handshake.asClient("netty")
            .target("ws://backend/chat")
            .header("sec-websocket-key", OTHER_KEY)
            .peer(Crowd.at("192.0.2.9", 80))
            .context(asked));
  }

  private Wire opened(@Nullable Object asked) {
    Wire wire = asking(asked);
    wire.opened();
    return wire;
  }

  /** The two legs of a gateway that connects once it has answered. */
  private Wire[] legs() {
    Incoming.begin(browser);
    Wire server = answered(browser);
    Object asked = crowd.observation.currentTrace();
    Incoming.endHere();
    crowd.pass(0.05);
    return new Wire[] {server, opened(asked)};
  }

  private static void receives(Wire wire, int code) {
    String digits = String.format("%04x", code);
    wire.inbound(
        SimulatedConnection.hex(
            wire.handshake().isServer() ? "88 82 00000000 " + digits : "88 02 " + digits));
    wire.consumed(0);
  }

  private static void sends(Wire wire, int code) {
    wire.outbound(0x88, !wire.handshake().isServer(), 2);
    wire.outboundPayload(ByteBuffer.allocate(2).putShort(0, (short) code), 0, 2);
  }

  private static void closed(Wire wire) {
    wire.localClose();
    wire.closed();
  }

  private EndedConnection server() {
    return ended(true);
  }

  private EndedConnection client() {
    return ended(false);
  }

  private EndedConnection ended(boolean asServer) {
    return crowd.ended().stream()
        .filter(each -> each.handshake().isServer() == asServer)
        .findFirst()
        .orElseThrow();
  }

  private static Around.@Nullable OtherLeg leg(EndedConnection ended) {
    return ended.account().around().leg();
  }

  @Test
  void aCodeThatIsLostIsToldOnBothEnds() {
    Wire[] legs = legs();
    crowd.pass(5);
    receives(legs[1], 4401);
    sends(legs[1], 4401);
    closed(legs[1]);
    crowd.clock.pass(0.003);
    sends(legs[0], 1000);
    receives(legs[0], 1000);
    closed(legs[0]);
    crowd.pass(1);

    assertThat(leg(server()))
        .isEqualTo(
            new Around.OtherLeg(
                legs[1].handshake().connectionId(), true, 4401, Initiator.REMOTE, 3_000_000));
    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
    assertThat(leg(client()))
        .isEqualTo(
            new Around.OtherLeg(
                legs[0].handshake().connectionId(), false, 1000, Initiator.LOCAL, -3_000_000));
    assertThat(client().diagnosis().evidence())
        .contains("3 ms later the incoming leg")
        .contains("the close code was lost there");
  }

  /** Some connect first, and answer when they are through. */
  @Test
  void theOutgoingLegMayBeOpenBeforeTheRequestIsAnswered() {
    Incoming.begin(browser);
    Wire client = opened(null);
    Wire server = answered(browser);
    Incoming.endHere();
    crowd.pass(1);
    server.eof();
    server.closed();
    closed(client);
    crowd.pass(1);

    assertThat(client().diagnosis().rule()).isEqualTo("ended-with-the-other-leg");
    assertThat(Objects.requireNonNull(leg(client())).initiator()).isEqualTo(Initiator.REMOTE);
    assertThat(Objects.requireNonNull(leg(server())).code()).isEqualTo(1006);
  }

  @Test
  void theLegThatEndsFirstWaitsForTheOther() {
    Wire[] legs = legs();
    receives(legs[1], 4401);
    closed(legs[1]);
    assertThat(crowd.ended()).isEmpty();
    crowd.pass(0.9);
    assertThat(crowd.ended()).isEmpty();
    crowd.pass(0.1);
    assertThat(crowd.ended()).hasSize(1);
    assertThat(leg(client())).isNull();
  }

  @Test
  void whatEndsMoreThanASecondLaterEndedForAnotherReason() {
    Wire[] legs = legs();
    receives(legs[1], 4401);
    closed(legs[1]);
    crowd.pass(1.05);
    sends(legs[0], 1000);
    closed(legs[0]);

    assertThat(crowd.ended()).hasSize(2);
    assertThat(leg(server())).isNull();
    assertThat(leg(client())).isNull();
    assertThat(server().diagnosis().rule()).isEqualTo("did-not-wait-for-the-answer");
  }

  /** The peer of this leg does not answer, so that its transport ends much later. */
  @Test
  void aCloseFrameCountsFromWhenItWasSent() {
    Wire[] legs = legs();
    receives(legs[1], 4401);
    closed(legs[1]);
    sends(legs[0], 1000);
    crowd.pass(10);
    assertThat(Objects.requireNonNull(leg(client())).code()).isEqualTo(1000);
    closed(legs[0]);
    crowd.pass(1);

    assertThat(Objects.requireNonNull(leg(server())).earlier()).isZero();
    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
    assertThat(server().diagnosis().cause()).isEqualTo(dev.hangup.close.Cause.CLOSE_TIMEOUT);
  }

  @Test
  void aClientThatIsAskedForAfterTheRequestWasHandledIsNoLeg() {
    Incoming.begin(browser);
    Wire server = answered(browser);
    Incoming.endHere();
    Wire client = opened(crowd.observation.currentTrace());
    receives(client, 4401);
    closed(client);
    assertThat(crowd.ended()).hasSize(1); // nothing waits
    sends(server, 1000);
    closed(server);

    assertThat(leg(server())).isNull();
    assertThat(leg(client())).isNull();
  }

  /** It was asked for elsewhere, in a trace; where its handshake begins tells nothing. */
  @Test
  void aClientThatWasAskedForOnAnotherThreadIsNoLeg() {
    Incoming.begin(browser);
    Wire server = answered(browser);
    Wire client = opened("a trace");
    Incoming.endHere();
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(leg(server())).isNull();
    assertThat(leg(client())).isNull();
    assertThat(client.handshake().context()).isEqualTo("a trace");
  }

  /** On the thread that handles one request, another one is answered. */
  @Test
  void anAnswerToAnotherRequestIsNoLeg() {
    Incoming.begin(browser);
    Wire server = answered(Crowd.at("192.0.2.8", 50_001));
    Wire client = opened(null);
    Incoming.endHere();
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(leg(server())).isNull();
    assertThat(leg(client())).isNull();
  }

  /** One that opens two passes nothing on from one to one. */
  @Test
  void aServerThatOpensTwoClientsIsNoGateway() {
    Incoming.begin(browser);
    Wire server = answered(browser);
    Wire first = opened(null);
    Wire second = opened(null);
    Incoming.endHere();
    receives(first, 4401);
    closed(first);
    receives(second, 4402);
    closed(second);
    sends(server, 1000);
    closed(server);
    crowd.pass(1);

    assertThat(crowd.ended()).hasSize(3);
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(leg(each)).isNull());
  }

  @Test
  void anAttemptThatFailedDoesNotCount() {
    Incoming.begin(browser);
    Wire server = answered(browser);
    asking(null).refused(503, null);
    Wire client = opened(null);
    Incoming.endHere();
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
  }

  /** What failed here may have been the Close frame that was passed on. */
  @Test
  void ofALegThatWasNotSeenWholeTheOtherSaysNothing() {
    Wire[] legs = legs();
    receives(legs[1], 4401);
    legs[1].unseen();
    closed(legs[1]);
    sends(legs[0], 1000);
    closed(legs[0]);
    crowd.pass(1);

    assertThat(crowd.ended()).hasSize(2);
    assertThat(leg(server())).isNull();
  }

  @Test
  void aJvmThatGoesDownWaitsForNoLeg() {
    Wire[] legs = legs();
    crowd.observation.goingDown();
    sends(legs[0], 1001);
    closed(legs[0]);

    assertThat(crowd.ended()).hasSize(1);
    assertThat(leg(server())).isNull();
  }

  /** The trace is what it was before there were legs. */
  @Test
  void theTraceOfAClientGoesOnAsItWas() {
    Incoming.begin(browser);
    Object asked = crowd.observation.currentTrace();
    Incoming.endHere();
    assertThat(asked).isInstanceOf(Asked.class);
    assertThat(opened(asked).handshake().context()).isNull();
    assertThat(crowd.observation.currentTrace()).isNull();
  }
}
