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
    return answered(peer, null);
  }

  private Wire answered(InetSocketAddress peer, @Nullable Incoming request) {
    Handshake handshake =
        Handshake.asServer("netty")
            .target("/chat")
            .header("sec-websocket-key", KEY)
            .peer(peer)
            .context(request);
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

  /** It has kept its request until then: on its thread other things are handled. */
  @Test
  void aServerMayAnswerOnceItsClientIsOpen() {
    Incoming request = Incoming.begin(browser);
    Object asked = crowd.observation.currentTrace();
    Incoming.endHere();
    Wire client = opened(asked);
    Wire server = answered(browser, request);
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
    assertThat(server.handshake().context()).isNull();
  }

  /** A container's whole handling of a request is in one method, which knows of no address yet. */
  @Test
  void aRequestWithoutAnAddressIsTheOneThatIsAnsweredMeanwhile() {
    Incoming.begin();
    Wire client = opened(null);
    Wire server = answered(browser);
    Incoming.endHere();
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
  }

  @Test
  void aClientMayBeAskedForAsTheServersConnectionOpens() {
    Wire server = answered(browser);
    Incoming.opening(server);
    Wire client = opened(null);
    Incoming.endHere();
    server.handled();
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
  }

  private Wire readingServer(int port) {
    Handshake handshake =
        Handshake.asServer("netty").target("/chat").peer(Crowd.at("192.0.2.8", port)).handled(true);
    Wire server = crowd.observation.handshake(handshake);
    server.opened();
    server.handled();
    return server;
  }

  /** What a stack does with a message, and what the application does meanwhile. */
  private static void reads(Wire server, Runnable meanwhile) {
    boolean first = server.isBeginning();
    server.inbound(SimulatedConnection.hex("81 85 00000000 68656c6c6f"));
    if (first) {
      Incoming.reading(server);
    }
    meanwhile.run();
    if (first) {
      Incoming.endHere();
    }
    server.consumed(0);
    server.handled();
  }

  private Wire openedByTheFirstMessageOf(Wire server) {
    Wire[] client = new Wire[1];
    reads(server, () -> client[0] = opened(crowd.observation.currentTrace()));
    return client[0];
  }

  /** The first leg's server, its client, and those of another pair. */
  private Wire[] twoPairs() {
    Wire server = readingServer(50_001);
    Wire client = openedByTheFirstMessageOf(server);
    Wire other = readingServer(50_002);
    return new Wire[] {server, client, other, openedByTheFirstMessageOf(other)};
  }

  /** Both legs end, and one code is lost. */
  private void ends(Wire server, Wire client) {
    receives(client, 4401);
    closed(client);
    sends(server, 1000);
    closed(server);
    crowd.pass(1);
  }

  private void noneIsALeg() {
    assertThat(crowd.ended()).isNotEmpty().allSatisfy(each -> assertThat(leg(each)).isNull());
  }

  @Test
  void clientsThatFirstMessagesOpenAreLegsWhereEachOpensItsOwn() {
    Wire[] pairs = twoPairs();
    ends(pairs[0], pairs[1]);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
    assertThat(leg(client())).isNotNull();
  }

  /** It may be shared: nobody else has come yet. */
  @Test
  void theOnlyClientThatAMessageOpenedIsNoLeg() {
    Wire server = readingServer(50_001);
    ends(server, openedByTheFirstMessageOf(server));

    noneIsALeg();
  }

  /** As after each failure of a feed that all share. */
  @Test
  void clientsThatAreOpenedOneAfterTheOtherAreNoLegs() {
    Wire first = readingServer(50_001);
    Wire feed = openedByTheFirstMessageOf(first);
    Wire second = readingServer(50_002);
    receives(feed, 1012);
    closed(feed);
    crowd.pass(1);
    ends(second, openedByTheFirstMessageOf(second));

    noneIsALeg();
  }

  @Test
  void whereOneIsServedByWhatOthersOpenedNoneIsALeg() {
    Wire[] pairs = twoPairs();
    Wire third = readingServer(50_003);
    reads(third, () -> {});
    ends(pairs[0], pairs[1]);
    sends(third, 1000);
    closed(third);
    ends(pairs[2], pairs[3]);
    noneIsALeg();

    Wire[] later = twoPairs();
    ends(later[0], later[1]);
    assertThat(crowd.ended()).filteredOn(each -> leg(each) != null).hasSize(2);
  }

  /** Whom it serves is gone before anything is told of it. */
  @Test
  void aFeedWhoseListenersAllEndWithItIsNobodysLeg() {
    Wire[] legs = legs();
    legs[0].handled();
    Wire other = readingServer(50_002);
    crowd.pass(1);
    receives(legs[1], 4401);
    closed(legs[1]);
    sends(other, 1000);
    closed(other);
    sends(legs[0], 1000);
    closed(legs[0]);
    crowd.pass(1);

    assertThat(crowd.ended()).hasSize(3);
    noneIsALeg();
  }

  /** A gateway that checks a token opens no client for who has a wrong one. */
  @Test
  void whoIsTurnedAwayIsNotServedByOthers() {
    Wire[] legs = legs();
    legs[0].handled();
    Wire stranger = answered(Crowd.at("192.0.2.8", 50_003));
    sends(stranger, 1008);
    stranger.handled();
    ends(legs[0], legs[1]);

    assertThat(leg(client())).isNotNull();
  }

  /** Jetty finds nothing more to read on one thread while the message is handled on another. */
  @Test
  void whoReadsOnWhileItsFirstMessageIsHandledIsNotServedByOthers() {
    Wire[] pairs = twoPairs();
    Wire third = readingServer(50_003);
    Wire[] client = new Wire[1];
    reads(
        third,
        () -> {
          third.handled();
          client[0] = opened(crowd.observation.currentTrace());
        });
    ends(third, client[0]);
    ends(pairs[0], pairs[1]);

    assertThat(crowd.ended()).hasSize(4).allSatisfy(each -> assertThat(leg(each)).isNotNull());
  }

  /** It has nothing to say, or has not said it yet. */
  @Test
  void whoSentNoMessageIsNotServedByOthers() {
    Wire[] pairs = twoPairs();
    readingServer(50_003);
    ends(pairs[0], pairs[1]);

    assertThat(server().diagnosis().rule()).isEqualTo("code-lost-between-legs");
  }

  /** The first one's opening connects to a feed, and the others' find it open. */
  @Test
  void aClientThatAnOpeningOpenedForAllIsNoLeg() {
    Wire[] legs = legs();
    legs[0].handled();
    Wire other = readingServer(50_002);
    ends(legs[0], legs[1]);
    noneIsALeg();
    assertThat(other.isBeginning()).isTrue();
  }

  /** Not even where the first one has asked for one, and there was nobody to connect to. */
  @Test
  void aClientThatASecondMessageOpenedIsNoLeg() {
    twoPairs();
    Wire third = readingServer(50_003);
    reads(third, () -> asking(crowd.observation.currentTrace()).refused(503, null));
    Wire[] late = new Wire[1];
    reads(third, () -> late[0] = opened(crowd.observation.currentTrace()));
    ends(third, late[0]);

    noneIsALeg();
  }

  /** Whatever of its messages it is that opens another one. */
  @Test
  void aServerThatOpensASecondClientLaterIsNoGateway() {
    Wire[] pairs = twoPairs();
    Wire[] second = new Wire[1];
    reads(pairs[0], () -> second[0] = opened(crowd.observation.currentTrace()));
    ends(pairs[0], pairs[1]);
    closed(second[0]);

    noneIsALeg();
  }

  /** A task on the same thread, such as a health check. */
  @Test
  void aClientThatIsAskedForWhileNothingIsHandledIsNoLeg() {
    Wire[] pairs = twoPairs();
    Wire check = opened(crowd.observation.currentTrace());
    receives(check, 4401);
    closed(check);
    sends(pairs[0], 1000);
    closed(pairs[0]);
    crowd.pass(1);

    noneIsALeg();
    assertThat(crowd.observation.currentTrace()).isNull();
  }
}
