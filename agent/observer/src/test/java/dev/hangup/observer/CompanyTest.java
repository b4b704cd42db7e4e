// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Around;
import dev.hangup.observer.Crowd.Member;
import dev.hangup.tap.Handshake;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompanyTest {

  private final Crowd crowd = new Crowd();

  private static int together(EndedConnection ended) {
    Around.Company company = ended.account().around().company();
    return company == null ? 0 : company.together();
  }

  @Test
  void oneConnectionHasNoCompanyAndIsToldAtOnce() {
    Member only = crowd.server(Crowd.PROXY);
    crowd.server("192.0.2.8");
    crowd.pass(30);
    only.hears().eof();

    assertThat(crowd.ended()).hasSize(1);
    assertThat(together(crowd.ended().get(0))).isZero();
  }

  @Test
  void twoHaveNoneEither() {
    List<Member> both = crowd.through(2);
    both.forEach(Member::reset);
    assertThat(crowd.ended()).hasSize(2);
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isZero());
  }

  /** Where the peer is not known nothing is counted. */
  @Test
  void withoutAnAddressNothingWaits() {
    for (int i = 0; i < 20; i++) {
      dev.hangup.tap.Wire wire =
          crowd.observation.handshake(Handshake.asServer("netty").target("/chat"));
      wire.opened();
      wire.eof();
      wire.closed();
    }
    assertThat(crowd.ended()).hasSize(20);
  }

  @Test
  void ofThreeThatEndTogetherEachSaysSo() {
    List<Member> members = crowd.through(5);
    members.get(0).hears().reset();
    crowd.pass(0.4);
    members.get(1).hears().eof();
    members.get(2).hears().abort();
    assertThat(crowd.ended()).isEmpty();
    crowd.pass(0.6);

    assertThat(crowd.ended()).hasSize(3);
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isEqualTo(3));
    assertThat(crowd.ended())
        .allSatisfy(
            each ->
                assertThat(each.diagnosis().evidence())
                    .contains("within the same second 2 others with this peer address ended"));
    assertThat(crowd.lost).isEmpty();
  }

  @Test
  void nothingWaitsLongerThanASecond() {
    List<Member> members = crowd.through(3);
    members.get(0).hears().reset();
    crowd.pass(1);
    assertThat(crowd.ended()).hasSize(1);
    assertThat(together(crowd.ended().get(0))).isZero();
  }

  @Test
  void whatEndsOneAfterAnotherIsNoCompany() {
    for (Member each : crowd.through(30)) {
      each.hears().reset();
      crowd.pass(0.6);
    }
    crowd.pass(1);
    assertThat(crowd.ended()).hasSize(30);
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isZero());
  }

  @Test
  void aProxyThatIsReloadedIsToldOnceForAll() {
    List<Member> members = crowd.through(60);
    Member other = crowd.server("192.0.2.8", "/other");
    crowd.pass(5);
    members.get(0).hears();
    crowd.pass(2);
    members.subList(0, 50).forEach(Member::eof);
    assertThat(crowd.ended()).isEmpty();
    crowd.pass(1);

    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=50}");
    assertThat(crowd.ended())
        .allSatisfy(
            each -> {
              assertThat(together(each)).isEqualTo(50);
              assertThat(each.error()).isTrue();
              assertThat(each.oneOfMany()).isTrue();
              assertThat(each.diagnosis().code()).isEqualTo(1006);
              assertThat(each.diagnosis().evidence())
                  .isEqualTo(
                      "TCP closed by peer (FIN); within one second it ended 50 of the 60"
                          + " connections with this peer address, without a Close frame");
            });
    assertThat(crowd.lost).hasSize(1);
    PeerLost lost = crowd.lost.get(0);
    assertThat(lost.count()).isEqualTo(50);
    assertThat(lost.open()).isEqualTo(60);
    assertThat(lost.routes()).containsExactly("/chat");
    assertThat(crowd.lines).hasSize(1);
    assertThat(crowd.lines.get(0))
        .contains(" server netty /chat | 50 connections with 192.0.2.7 ended together: 1006 ")
        .contains("Abnormal Closure, peer_restart | TCP closed by peer (FIN)");

    other.abort();
    assertThat(crowd.ended()).hasSize(51);
  }

  @Test
  void theAddressIsNotWrittenWhereItIsNotToBeKept() {
    Crowd discreet = new Crowd("hangup.capture.client", "false");
    discreet.through(20).forEach(Member::eof);
    discreet.pass(1);
    assertThat(discreet.lines).hasSize(1);
    assertThat(discreet.lines.get(0))
        .contains("20 connections ended together")
        .doesNotContain("192.0.2");
  }

  /** As Tomcat gives it. */
  @Test
  void anAddressThatIsOnlyATextIsOneToo() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      members.add(crowd.server(InetSocketAddress.createUnresolved(Crowd.PROXY, 40_000 + i)));
    }
    crowd.pass(3);
    members.forEach(each -> each.hears().eof());
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=12}");
    assertThat(crowd.lines.get(0)).contains("12 connections with 192.0.2.7 ended together");
  }

  /** Its end was seen first, and the library let go of it last. */
  @Test
  void oneThatIsDoneLastBelongsToThemToo() {
    List<Member> members = crowd.through(12);
    members.forEach(Member::hears);
    members.get(0).wire.eof();
    crowd.pass(0.1);
    members.subList(1, 12).forEach(Member::eof);
    members.get(0).wire.closed();
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=12}");
  }

  /** On a busy machine the library is done with each of them a while after its end was seen. */
  @Test
  void anEndIsCountedWhenItIsSeenAndNotWhenTheLibraryIsDone() {
    List<Member> members = crowd.through(12);
    members.forEach(each -> each.hears().wire.eof());
    for (Member each : members) {
      each.wire.closed();
      crowd.pass(1.2);
    }
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=12}");
    assertThat(crowd.lines).hasSize(1);
  }

  /** They all go the same way, and more of them stay: it was not the proxy as a whole. */
  @Test
  void lessThanHalfOfThoseThatWereOpenIsNoRestart() {
    List<Member> members = crowd.through(45);
    members.subList(0, 20).forEach(Member::reset);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESET=20}");
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isEqualTo(20));
    assertThat(crowd.lost).isEmpty();
    assertThat(crowd.lines).hasSize(1);
  }

  /** Those that come back at once are not among those that were open. */
  @Test
  void whoConnectsAnewIsNotCountedAsOneThatStayed() {
    crowd.through(20).forEach(Member::reset);
    crowd.pass(0.3);
    crowd.through(30);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=20}");
    assertThat(crowd.lost.get(0).open()).isEqualTo(20);
  }

  @Test
  void nineAreNotMany() {
    crowd.through(9).forEach(Member::reset);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESET=9}");
  }

  /** Clients that say goodbye as they should are no company. */
  @Test
  void endsWithACloseFrameAreToldAtOnceAndCountForNothing() {
    List<Member> members = crowd.through(30);
    members.subList(0, 25).forEach(Member::agrees);
    assertThat(crowd.ended()).hasSize(25);
    members.subList(25, 30).forEach(Member::reset);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{NORMAL=25, PEER_RESET=5}");
    assertThat(together(crowd.ended().get(29))).isEqualTo(5);
  }

  /** An application that drops its own connections: the one peer that resets is not to blame. */
  @Test
  void whatThisSideDropsIsNoRestartOfThePeer() {
    List<Member> members = crowd.through(20);
    members.subList(0, 19).forEach(Member::abort);
    members.get(19).reset();
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{LOCAL_ABORT=19, PEER_RESET=1}");
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isEqualTo(20));
  }

  /**
   * Nearest to a restart: they fell silent with the last message to all, and an idle limit came.
   */
  @Test
  void anIdleLimitEndsThoseThatFellSilentTogether() {
    List<Member> members = crowd.through(30);
    members.forEach(each -> each.says(10));
    crowd.pass(60);
    members.forEach(Member::eof);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{IDLE_DROP=30}");
    assertThat(crowd.ended().get(0).diagnosis().evidence()).contains("29 others");
    assertThat(crowd.lost).isEmpty();
  }

  @Test
  void aRestartEndsThoseThatFellSilentAtOtherTimesToo() {
    List<Member> members = crowd.through(30);
    for (Member each : members) {
      each.says(10);
      crowd.pass(1);
    }
    crowd.pass(30);
    members.forEach(Member::eof);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=30}");
  }

  /** A NAT that has forgotten all of them resets what this side sends to all of them. */
  @Test
  void aMessageToAllThatMeetsAForgetfulNatIsNoRestart() {
    List<Member> members = crowd.through(30);
    members.forEach(Member::hears);
    crowd.pass(70);
    members.forEach(each -> each.says(10));
    crowd.pass(0.1);
    members.forEach(Member::reset);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{IDLE_DROP=30}");
  }

  @Test
  void aMessageToAllThatIsTooLargeIsNoRestart() {
    List<Member> members = crowd.through(30);
    crowd.pass(5);
    members.forEach(each -> each.hears().says(100_000));
    crowd.pass(0.1);
    members.forEach(Member::eof);
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_EOF=30}");
    assertThat(crowd.ended().get(0).diagnosis().rule()).isEqualTo("dropped-after-a-large-message");
  }

  @Test
  void aProxyThatDropsEachRightAfterItsUpgradeIsNoRestart() {
    for (int i = 0; i < 30; i++) {
      crowd.server(Crowd.PROXY).eof();
    }
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_EOF=30}");
    assertThat(crowd.ended().get(0).diagnosis().rule()).isEqualTo("dropped-soon-after-open");
  }

  /** On a busy machine the ends of one restart are seen one after another. */
  @Test
  void thoseThatFollowBelongToTheSameRestart() {
    List<Member> members = crowd.through(100);
    crowd.pass(5);
    for (Member each : members) {
      each.hears().eof();
      crowd.pass(0.012);
    }
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=100}");
    assertThat(crowd.lost).hasSize(1);
    assertThat(crowd.lines).hasSize(1);
  }

  @Test
  void theNextRestartIsToldAnew() {
    for (int i = 0; i < 3; i++) {
      crowd.through(20).forEach(each -> each.hears().eof());
      crowd.pass(4);
    }
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=60}");
    assertThat(crowd.lost).hasSize(3);
    assertThat(crowd.lines).hasSize(3);
  }

  @Test
  void twoPeersAreTwo() {
    List<Member> members = crowd.through(15);
    for (int i = 0; i < 15; i++) {
      members.add(crowd.client("192.0.2.9"));
    }
    crowd.pass(3);
    members.forEach(each -> each.hears().eof());
    crowd.pass(1);
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=30}");
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isEqualTo(15));
    assertThat(crowd.lost).hasSize(2);
  }

  /** Both ends in one JVM: each side of them is counted for itself. */
  @Test
  void theRolesAreApart() {
    for (int i = 0; i < 8; i++) {
      crowd.server("127.0.0.1").hears();
      crowd.client("127.0.0.1").hears();
    }
    List<Member> servers = List.of(crowd.server("127.0.0.1"), crowd.server("127.0.0.1"));
    List<Member> clients = List.of(crowd.client("127.0.0.1"), crowd.client("127.0.0.1"));
    servers.forEach(Member::reset);
    clients.forEach(Member::reset);
    crowd.pass(1);
    assertThat(crowd.ended()).hasSize(4);
    assertThat(crowd.ended()).allSatisfy(each -> assertThat(together(each)).isZero());
  }

  @Test
  void whenTheJvmGoesDownNothingWaits() {
    List<Member> members = crowd.through(20);
    members.subList(0, 12).forEach(each -> each.hears().eof());
    assertThat(crowd.ended()).isEmpty();
    crowd.observation.goingDown();
    assertThat(crowd.causes()).isEqualTo("{PEER_RESTART=12}");
    members.get(12).reset();
    assertThat(crowd.ended()).hasSize(13);
    crowd.observation.shutDown();
    assertThat(crowd.ended()).hasSize(20);
    assertThat(crowd.observation.openConnections()).isZero();
  }

  @Test
  void soManyPeersAreRememberedAndNoMore() {
    Peers peers = new Peers();
    PeerKey first = key("10.0.0.1");
    peers.ended(first, 0);
    for (int i = 0; i < Peers.MOST - 1; i++) {
      peers.ended(key("10.1." + i / 250 + "." + i % 250), 0);
    }
    peers.ended(first, 0);
    peers.ended(key("10.2.0.1"), 0);
    assertThat(peers.size()).isEqualTo(Peers.MOST);
    assertThat(peers.find(first)).isNotNull();
    assertThat(peers.find(key("10.1.0.0"))).isNull();
  }

  private static PeerKey key(String address) {
    return Objects.requireNonNull(
        PeerKey.of(Handshake.asServer("netty").peer(Crowd.at(address, 1))));
  }

  /** As many as there were, whatever becomes of each. */
  @Test
  void nothingIsLeftOfThoseThatEnded() {
    List<Member> members = crowd.through(50);
    members.forEach(Member::eof);
    crowd.pass(1);
    crowd.server(Crowd.PROXY).hears().eof();
    assertThat(crowd.ended()).as("told at once: there is none to wait for").hasSize(51);
  }
}
