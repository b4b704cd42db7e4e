// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.observer.Crowd.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections with one peer have in common that end one after another. */
class PeerHabitsTest {

  private static final double SILENT = 45;

  private final Crowd crowd = new Crowd();

  /** One after another, each with traffic until its end. */
  private void livesAndIsCut(String path, double... ages) {
    for (double age : ages) {
      Member member = crowd.server(Crowd.PROXY, path);
      crowd.pass(age);
      member.hears().eof();
      crowd.pass(5);
    }
  }

  private EndedConnection last() {
    List<EndedConnection> ended = crowd.ended();
    return ended.get(ended.size() - 1);
  }

  private List<Cause> causes() {
    List<Cause> causes = new ArrayList<>();
    crowd.ended().forEach(each -> causes.add(each.diagnosis().cause()));
    return causes;
  }

  @Test
  void theFifthAtTheSameAgeIsAtALimit() {
    livesAndIsCut("/chat", 300, 300.5, 299.9, 301.2, 300.1);
    assertThat(causes())
        .containsExactly(
            Cause.PEER_EOF, Cause.PEER_EOF, Cause.PEER_EOF, Cause.PEER_EOF, Cause.MAX_AGE);
    assertThat(last().diagnosis().evidence())
        .isEqualTo(
            "TCP closed by peer (FIN) 300.1 s after the handshake, with traffic until then; 5"
                + " connections of this route with this peer address ended at an age of 299.9 s to"
                + " 301.2 s, one after another, and none lived longer; 300 s is the usual limit of"
                + " Google Cloud Run (request time-out)");
    assertThat(last().error()).isTrue();
  }

  @Test
  void anAgeThatIsNotTheSameIsNoLimit() {
    livesAndIsCut("/chat", 300, 300.5, 299.9, 301.2, 304, 300.1);
    assertThat(causes()).doesNotContain(Cause.MAX_AGE);
  }

  /** Another one lived longer: then it cannot be. */
  @Test
  void anAgeThatIsOutlivedIsNoLimit() {
    Member longer = crowd.server(Crowd.PROXY);
    livesAndIsCut("/chat", 60, 60, 60, 60);
    longer.agrees();
    livesAndIsCut("/chat", 60);
    assertThat(causes()).doesNotContain(Cause.MAX_AGE);
    livesAndIsCut("/chat", 60, 60, 60, 60);
    assertThat(last().diagnosis().cause()).as("since then").isEqualTo(Cause.MAX_AGE);
  }

  @Test
  void soIsOneThatAnOpenConnectionOutlives() {
    crowd.server(Crowd.PROXY);
    livesAndIsCut("/chat", 60, 60, 60, 60, 60, 60);
    assertThat(causes()).containsOnly(Cause.PEER_EOF);
  }

  @Test
  void anotherRouteMayLiveLonger() {
    crowd.server(Crowd.PROXY, "/events");
    livesAndIsCut("/chat", 60, 60, 60, 60, 60);
    assertThat(last().diagnosis().cause()).isEqualTo(Cause.MAX_AGE);
  }

  @Test
  void anotherPeerToo() {
    crowd.server("192.0.2.8");
    livesAndIsCut("/chat", 60, 60, 60, 60, 60);
    assertThat(last().diagnosis().cause()).isEqualTo(Cause.MAX_AGE);
  }

  /** Connections that opened in one moment and end in another one: a restart, not an age. */
  @Test
  void manyOfOneMomentCountOnce() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      members.add(crowd.server(Crowd.PROXY));
    }
    crowd.pass(60);
    members.forEach(each -> each.hears().eof());
    crowd.pass(1);
    assertThat(causes()).hasSize(9).containsOnly(Cause.PEER_EOF);
  }

  /** Silent until the end: an idle limit is nearer. */
  @Test
  void withoutTrafficItIsNoAge() {
    for (int i = 0; i < 6; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(60);
      member.eof();
      crowd.pass(5);
    }
    assertThat(causes()).containsOnly(Cause.IDLE_DROP);
  }

  /** Clients that say goodbye at the same age do as they should. */
  @Test
  void endsWithACloseFrameAreNotCut() {
    for (int i = 0; i < 6; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(60);
      member.agrees();
    }
    assertThat(causes()).containsOnly(Cause.NORMAL);
  }

  @Test
  void whatThisSideDropsIsNotCutEither() {
    for (int i = 0; i < 6; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(60);
      member.hears().abort();
    }
    assertThat(causes()).containsOnly(Cause.LOCAL_ABORT);
  }

  /** A script that connects, says something and leaves. */
  @Test
  void aSecondIsNoAge() {
    livesAndIsCut("/chat", 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(causes()).doesNotContain(Cause.MAX_AGE);
  }

  private void fallsSilentAndIsCut(double... silences) {
    for (double silence : silences) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(3);
      member.hears();
      crowd.pass(silence);
      member.reset();
      crowd.pass(4);
    }
  }

  private void survives(double silence) {
    Member member = crowd.server(Crowd.PROXY).hears();
    crowd.pass(silence);
    member.hears();
    crowd.pass(1);
    member.agrees();
  }

  @Test
  void theIdleLimitOfAPeerIsLearnt() {
    survives(41);
    fallsSilentAndIsCut(SILENT, 45.2, 44.9);
    assertThat(causes())
        .containsExactly(Cause.NORMAL, Cause.IDLE_DROP, Cause.IDLE_DROP, Cause.IDLE_DROP);
    assertThat(last().diagnosis().evidence())
        .isEqualTo(
            "no frame for 44.9 s in either direction, then TCP reset by peer; this side never sent"
                + " a ping; 3 connections with this peer address ended after a silence of 44.9 s to"
                + " 45.2 s, silences of up to 41.0 s were survived");
  }

  @Test
  void twoTimesAreNoLimitYet() {
    fallsSilentAndIsCut(SILENT, SILENT);
    assertThat(last().diagnosis().evidence()).doesNotContain("with this peer address");
  }

  @Test
  void silencesThatDifferAreNoLimit() {
    fallsSilentAndIsCut(45, 50, 55, 61, 70);
    assertThat(last().diagnosis().evidence()).doesNotContain("connections with this peer address");
  }

  @Test
  void whatWasSurvivedSpeaksAgainstIt() {
    survives(90);
    fallsSilentAndIsCut(SILENT);
    assertThat(last().diagnosis().evidence())
        .endsWith("; but silences of up to 90.0 s were survived with this peer address");
  }

  /** Until it is seen often enough: somebody has changed a setting. */
  @Test
  void aLimitMayBeLowered() {
    survives(90);
    fallsSilentAndIsCut(SILENT, SILENT, SILENT);
    assertThat(last().diagnosis().evidence())
        .contains("; 3 connections with this peer address ended after a silence of 45.0 s");
  }

  /** A ping at the limit's own pace loses the race sooner or later. */
  @Test
  void thePaceOfPingsIsMentioned() {
    for (int i = 0; i < 3; i++) {
      Member member = crowd.server(Crowd.PROXY).hears();
      for (int ping = 0; ping < 4; ping++) {
        crowd.pass(SILENT);
        member.pings();
        crowd.pass(0.05);
        member.pongs();
      }
      crowd.pass(SILENT);
      member.eof();
      crowd.pass(4);
    }
    assertThat(last().diagnosis().evidence())
        .contains("silences of up to 45.0 s were survived; this side pings every 45.1 s");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 5})
  void whoComesBackAfterTheSameTimeHasNoBackoff(double pause) {
    for (int i = 0; i < 6; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(3 + i);
      member.hears().reset();
      crowd.pass(pause + (i % 2) * 0.02);
    }
    assertThat(last().diagnosis().evidence())
        .endsWith(
            "; after each of the last 5 ends a client of this address came back "
                + pause
                + " s later, give or take 20 ms: without backoff and jitter");
  }

  @Test
  void whoWaitsLongerEachTimeHas() {
    for (int i = 0; i < 8; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(3);
      member.hears().reset();
      crowd.pass(Math.pow(2, i) / 4);
    }
    assertThat(last().diagnosis().evidence()).doesNotContain("backoff");
  }

  /** Many clients behind one proxy: the next one is another one, and comes at once. */
  @Test
  void manyThatComeAndGoAreNotOneThatComesBack() {
    for (int i = 0; i < 30; i++) {
      Member member = crowd.server(Crowd.PROXY);
      crowd.pass(3);
      crowd.server(Crowd.PROXY);
      member.hears().reset();
      crowd.pass(0.01);
    }
    crowd.pass(1);
    assertThat(last().diagnosis().evidence()).doesNotContain("backoff");
  }
}
