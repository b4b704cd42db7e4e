// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Catalogue;
import dev.hangup.close.Catalogue.DiagnosisRule;
import dev.hangup.close.Language;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every rule with a pair that it is for and the nearest that it is not for. */
class JoinRuleTest {

  /** What the pair is, what the server tells, what the client tells, the rule, the blame. */
  record Row(String story, String server, String client, JoinRule rule, Blame blame) {
    JoinVerdict verdict() {
      return JoinRuleTest.verdict("server", server, "client", client);
    }

    @Override
    public String toString() {
      return rule.id() + ": " + story;
    }
  }

  private static Row row(String story, String server, String client, JoinRule rule, Blame blame) {
    return new Row(story, server, client, rule, blame);
  }

  static final List<Row> ROWS =
      List.of(
          row(
              "the server's agent came late",
              "1006 - unknown incomplete=true",
              "1006 peer_eof remote",
              JoinRule.LOST_SIGHT,
              Blame.NOT_JUDGED),
          row(
              "the server's agent saw all, and that it dropped the connection",
              "1006 local_abort local",
              "1006 peer_eof remote",
              JoinRule.DROPPED,
              Blame.SERVER),
          row(
              "a Close frame could not be read",
              "1005 - remote rule=lost-sight",
              "1000 normal local sent=1000 got=1000",
              JoinRule.LOST_SIGHT,
              Blame.NOT_JUDGED),
          // Close frames
          row(
              "a gateway closes both legs",
              "1001 going_away remote sent=1001 got=1001",
              "1001 going_away remote sent=1001 got=1001",
              JoinRule.CLOSE_FROM_BETWEEN,
              Blame.BETWEEN),
          row(
              "both close at once, and the frames cross",
              "1000 normal local sent=1000 got=1001",
              "1001 going_away local sent=1001 got=1000",
              JoinRule.CLOSED,
              Blame.NOBODY),
          row(
              "4401 arrives as 1000",
              "4401 application local sent=4401 got=1000",
              "1000 normal remote sent=1000 got=1000",
              JoinRule.CODE_REWRITTEN,
              Blame.BETWEEN),
          row(
              "4401 arrives as 4401",
              "4401 application local sent=4401 got=4401",
              "4401 application remote sent=4401 got=4401",
              JoinRule.ENDED_ON_PURPOSE,
              Blame.NOBODY),
          row(
              "the server is reset, and the client gets a Close frame",
              "1006 peer_reset remote",
              "1001 going_away remote sent=1001 got=1001",
              JoinRule.CLOSE_MADE_UP,
              Blame.BETWEEN),
          row(
              "the client gets a Close frame, and the server saw a FIN and may have sent it then",
              "1006 peer_eof remote",
              "1001 going_away remote sent=1001 got=1001",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "a Close frame is swallowed, and FIN passed on",
              "1006 peer_eof remote in=4",
              "1000 peer_eof local sent=1000 out=5",
              JoinRule.CLOSE_SWALLOWED,
              Blame.BETWEEN),
          row(
              "a Close frame is swallowed, and the client waits until its time is over",
              "1006 peer_eof remote in=4",
              "1000 close_timeout local sent=1000 out=5",
              JoinRule.CLOSE_SWALLOWED,
              Blame.BETWEEN),
          row(
              "a Close frame is missing at the server, and a frame before it too",
              "1006 peer_eof remote in=3",
              "1000 peer_eof local sent=1000 out=5",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "a Close frame is missing at a server that was not reading",
              "1006 peer_eof remote in=4 saw=unasked",
              "1000 close_timeout local sent=1000 out=5",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the client closed without waiting, and its Close frame did not arrive",
              "1006 peer_reset remote in=4",
              "1000 normal local sent=1000 out=5 saw=here",
              JoinRule.CLOSE_NOT_WAITED_FOR,
              Blame.NOT_JUDGED),
          row(
              "the client closed without waiting, and its Close frame did arrive",
              "1000 normal remote sent=1000 got=1000",
              "1000 normal local sent=1000 saw=here",
              JoinRule.CLOSED,
              Blame.NOBODY),
          row(
              "the server answers a Close frame with a FIN",
              "1000 normal remote got=1000 saw=here",
              "1000 peer_eof local sent=1000",
              JoinRule.CLOSED_WITHOUT_AN_ANSWER,
              Blame.NOBODY),
          row(
              "the server answered a Close frame, and the answer is lost",
              "1000 normal remote sent=1000 got=1000",
              "1000 peer_eof local sent=1000",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the client does not answer the server's Close frame",
              "1000 close_timeout local sent=1000",
              "1000 normal remote got=1000",
              JoinRule.NOT_ANSWERED,
              Blame.CLIENT),
          row(
              "the client answered a Close frame, too late or in vain",
              "1000 close_timeout local sent=1000",
              "1000 normal remote sent=1000 got=1000",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the token has expired",
              "3000 policy local sent=3000 got=3000",
              "3000 policy remote sent=3000 got=3000",
              JoinRule.ENDED_ON_PURPOSE,
              Blame.NOBODY),
          row(
              "the page is left",
              "1001 going_away remote sent=1001 got=1001",
              "1001 going_away local sent=1001 got=1001",
              JoinRule.CLOSED,
              Blame.NOBODY),
          // Broken frames
          row(
              "a proxy alters frames",
              "1002 protocol_error local rule=changed-on-the-way sent=1002",
              "1002 protocol_error remote rule=framing-refused-there got=1002 saw=intact",
              JoinRule.BYTES_CHANGED,
              Blame.BETWEEN),
          row(
              "the client itself breaks the rule",
              "1002 protocol_error local rule=changed-on-the-way sent=1002",
              "1002 protocol_error remote rule=rule-broken-here got=1002",
              JoinRule.BROKE_A_RULE,
              Blame.CLIENT),
          row(
              "compressed text: the client's agent cannot see whether it was right",
              "1007 invalid_payload local rule=payload-received-broken sent=1007",
              "1007 invalid_payload remote rule=compressed-payload-refused-there got=1007",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server's library refuses what both agents find right",
              "1002 protocol_error local rule=framing-refused-here sent=1002",
              "1002 protocol_error remote rule=framing-refused-there got=1002 saw=intact",
              JoinRule.REFUSED_WHAT_WAS_RIGHT,
              Blame.SERVER),
          row(
              "the server's library refuses text, which may be wrong inside of what was compressed",
              "1007 invalid_payload local rule=payload-refused-here sent=1007 saw=compressed",
              "1007 invalid_payload remote rule=payload-refused-there got=1007 saw=intact",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          // One side failed, refused or went down
          row(
              "the server's handler throws, and it says 1011",
              "1011 internal_error local sent=1011 got=1011 rule=handler-failed",
              "1011 internal_error remote sent=1011 got=1011 rule=error-there",
              JoinRule.FAILED_INSIDE,
              Blame.SERVER),
          row(
              "the client's handler throws, and the connection is dropped",
              "1006 peer_eof remote",
              "1006 internal_error local",
              JoinRule.FAILED_INSIDE,
              Blame.CLIENT),
          row(
              "the client's handler threw long after the server was cut off",
              "1006 peer_eof remote lived=90",
              "1006 internal_error local lived=600",
              JoinRule.CUT_ON_ONE_LEG,
              Blame.BETWEEN),
          row(
              "both fail at once",
              "1006 internal_error local",
              "1006 internal_error local",
              JoinRule.BOTH_SAY_THEY_DID_IT,
              Blame.NOT_JUDGED),
          row(
              "the client sends too much",
              "1009 message_too_big local sent=1009 rule=too-big-for-this-side",
              "1009 message_too_big remote got=1009 largest.out=70000",
              JoinRule.TOO_BIG,
              Blame.CLIENT),
          row(
              "1009 arrives as 1000",
              "1009 message_too_big local sent=1009",
              "1000 normal remote got=1000",
              JoinRule.CODE_REWRITTEN,
              Blame.BETWEEN),
          row(
              "the server is deployed anew",
              "1001 shutdown local sent=1001",
              "1001 going_away remote sent=1001 got=1001",
              JoinRule.WENT_DOWN_SAYING_SO,
              Blame.NOBODY),
          row(
              "the server's JVM goes down and says nothing",
              "1006 shutdown local",
              "1006 peer_eof remote",
              JoinRule.WENT_DOWN,
              Blame.SERVER),
          row(
              "the server's JVM went down long after the client was cut off",
              "1006 shutdown local lived=3600",
              "1006 peer_eof remote lived=60",
              JoinRule.CUT_ON_ONE_LEG,
              Blame.BETWEEN),
          row(
              "the server's JVM goes down and says so, and that does not arrive",
              "1001 shutdown local sent=1001",
              "1006 peer_reset remote in=4",
              JoinRule.CLOSE_NOT_WAITED_FOR,
              Blame.NOT_JUDGED),
          // One side heard nothing
          row(
              "the server stood still, and the client lost patience",
              "1006 peer_eof remote stall=12.3",
              "1006 ping_timeout local",
              JoinRule.STOOD_STILL,
              Blame.SERVER),
          row(
              "the server stood still for half a second, and the client lost patience",
              "1006 peer_eof remote stall=0.5 in=4",
              "1006 ping_timeout local",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the server stood still, and the client hung up for a reason of its own",
              "1006 peer_eof remote stall=12.3",
              "1006 local_abort local",
              JoinRule.DROPPED,
              Blame.CLIENT),
          row(
              "the client reads pings and answers none",
              "1011 ping_timeout local sent=1011 out=5 in=5",
              "1011 internal_error remote got=1011 out=5 in=5",
              JoinRule.DID_NOT_ANSWER,
              Blame.CLIENT),
          row(
              "the client answers pings, and the answers do not arrive or are not read",
              "1011 ping_timeout local sent=1011 out=5 in=5",
              "1011 internal_error remote got=1011 out=7 in=5",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the client cannot answer pings, since the server does not read",
              "1006 ping_timeout local out=5 in=5",
              "1006 slow_consumer local out=5 in=5",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the client does not read",
              "1006 slow_consumer local bytes.out=900000",
              "1006 peer_reset remote bytes.in=40000",
              JoinRule.DID_NOT_READ,
              Blame.CLIENT),
          row(
              "the server could not send, and the client had read everything",
              "1006 slow_consumer local bytes.out=900000",
              "1006 peer_reset remote bytes.in=900000",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server could not send, and nothing reached the client, not even the end",
              "1006 slow_consumer local bytes.out=900000",
              "1006 ping_timeout local bytes.in=40000",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the cable is cut: the system of the server says so",
              "1006 unreachable unknown",
              "1006 ping_timeout local",
              JoinRule.UNREACHABLE,
              Blame.NETWORK),
          row(
              "the client dropped it, and nothing of that reached the server",
              "1006 unreachable unknown",
              "1006 local_abort local",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "both sides send and neither hears",
              "1006 ping_timeout local out=9 in=5",
              "1006 ping_timeout local out=8 in=5",
              JoinRule.PATH_DEAD,
              Blame.NETWORK),
          row(
              "a laptop wakes up, and its first ping and its Close frame are too late",
              "1011 ping_timeout local sent=1011 out=9 in=5",
              "1001 ping_timeout local sent=1001 out=7 in=5",
              JoinRule.NEITHER_HEARD,
              Blame.NOT_JUDGED),
          row(
              "the server's idle timer fires",
              "1001 idle_timeout_local local sent=1001 got=1001",
              "1001 going_away remote sent=1001 got=1001",
              JoinRule.IDLE_TIMER,
              Blame.SERVER),
          row(
              "the server's idle timer fires although the client was sending",
              "1001 idle_timeout_local local sent=1001",
              "1001 going_away remote got=1001 out=9",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the idle timers of both sides fire",
              "1001 idle_timeout_local local sent=1001",
              "1001 idle_timeout_local local sent=1001",
              JoinRule.NEITHER_HEARD,
              Blame.NOT_JUDGED),
          // The transport ended
          row(
              "the server drops it",
              "1006 local_abort local",
              "1006 peer_reset remote",
              JoinRule.DROPPED,
              Blame.SERVER),
          row(
              "the server drops it after a silent minute, and the client takes it for a proxy",
              "1006 local_abort local idle=60",
              "1006 idle_drop remote idle=60 saw=RST",
              JoinRule.DROPPED,
              Blame.SERVER),
          row(
              "the server drops it; the client lived a second longer, and its clock is a day ahead",
              "1006 local_abort local",
              "1006 peer_reset remote lived=91 at=86400",
              JoinRule.DROPPED,
              Blame.SERVER),
          row(
              "the client was cut off ten minutes before the server dropped it",
              "1006 local_abort local lived=690",
              "1006 peer_reset remote lived=90",
              JoinRule.CUT_ON_ONE_LEG,
              Blame.BETWEEN),
          row(
              "the client drops it; it took 20 s to connect, so the server's shorter life says nothing",
              "1006 peer_reset remote lived=90",
              "1006 local_abort local lived=110",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server drops it; lines of JSON tell no lives, and the clocks agree",
              "1006 local_abort local lived=-1",
              "1006 peer_reset remote lived=-1 at=1",
              JoinRule.DROPPED,
              Blame.SERVER),
          row(
              "the server drops it; lines of JSON tell no lives, and the clocks do not agree",
              "1006 local_abort local lived=-1",
              "1006 peer_reset remote lived=-1 at=60",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "both sides say that they did it",
              "1006 local_abort local",
              "1006 local_abort local",
              JoinRule.BOTH_SAY_THEY_DID_IT,
              Blame.NOT_JUDGED),
          row(
              "a proxy does not like a megabyte",
              "1006 peer_eof remote rule=dropped-after-a-large-message largest.out=1048576",
              "1006 peer_eof remote largest.in=500",
              JoinRule.SIZE_LIMIT_BETWEEN,
              Blame.BETWEEN),
          row(
              "both are cut off after a megabyte that did arrive",
              "1006 peer_eof remote rule=dropped-after-a-large-message largest.out=1048576",
              "1006 peer_eof remote largest.in=1048576",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "a load balancer drops a silent connection",
              "1006 idle_drop remote idle=60.1 saw=RST",
              "1006 idle_drop remote idle=59.8 saw=FIN",
              JoinRule.IDLE_LIMIT_BETWEEN,
              Blame.BETWEEN),
          row(
              "both are cut off, one of them silent, the other not",
              "1006 idle_drop remote idle=60.1 saw=RST",
              "1006 peer_eof remote idle=2",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "the server saw RST and the client FIN",
              "1006 peer_reset remote",
              "1006 peer_eof remote",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "the server saw RST, and how the client ended nothing tells",
              "1006 peer_reset remote",
              "1006 - unknown",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "TLS broke at one end",
              "1006 tls unknown",
              "1006 peer_eof remote",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server's library refuses frames, and the client knows that one of them was wrong",
              "1002 protocol_error local rule=framing-refused-here sent=1002",
              "1002 protocol_error remote rule=framing-refused-there got=1002 saw=passed",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the client closed without waiting, and a FIN arrived without its Close frame",
              "1006 peer_eof remote in=4",
              "1000 normal local sent=1000 out=5 saw=here",
              JoinRule.CLOSE_NOT_WAITED_FOR,
              Blame.NOT_JUDGED),
          row(
              "a Close frame did arrive and was not answered, and something before it is missing",
              "1000 normal remote got=1000 saw=FIN in=4",
              "1000 close_timeout local sent=1000 out=5",
              JoinRule.NOT_ANSWERED,
              Blame.SERVER),
          row(
              "the server says itself that it did not answer",
              "1011 ping_timeout remote got=1011 rule=this-side-did-not-answer",
              "1011 ping_timeout local sent=1011",
              JoinRule.DID_NOT_ANSWER,
              Blame.SERVER),
          row(
              "both are reset while a ping of the server waits",
              "1006 ping_timeout remote saw=RST",
              "1006 peer_reset remote",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "both are reset while the server cannot send",
              "1006 slow_consumer remote bytes.out=900000 saw=RST",
              "1006 peer_reset remote bytes.in=40000",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "the server could not send, and nothing tells what the client had read",
              "1006 slow_consumer local bytes.out=900000",
              "1006 peer_reset remote",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "frames are missing both ways, and the client heard the end",
              "1006 ping_timeout local out=9 in=5",
              "1006 peer_reset remote out=8 in=5",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the server waited for an answer to a Close frame that no account has",
              "1000 close_timeout local",
              "1006 peer_eof remote",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "the server's idle timer fires, and how the client ended nothing tells",
              "1006 idle_timeout_local local",
              "1006 - unknown",
              JoinRule.GAVE_UP_ON_SILENCE,
              Blame.NOT_JUDGED),
          row(
              "both are cut off, the client ten minutes earlier",
              "1006 peer_eof remote lived=690",
              "1006 peer_reset remote lived=90",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "the client saw a FIN, and the server got a Close frame ten minutes later",
              "1000 normal remote got=1000 sent=1000 lived=690",
              "1006 peer_eof remote lived=90",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server sent a Close frame and dropped the connection, and the client saw a reset",
              "1000 local_abort local sent=1000",
              "1006 peer_reset remote in=4",
              JoinRule.CLOSE_NOT_WAITED_FOR,
              Blame.NOT_JUDGED),
          row(
              "the server dropped it, and how the client ended nothing tells",
              "1006 local_abort local",
              "1006 - unknown",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "both are cut off after a megabyte, and nothing tells whether it arrived",
              "1006 peer_eof remote rule=dropped-after-a-large-message largest.out=1048576",
              "1006 peer_eof remote",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "both are cut off in silence, with a Close frame of the client on its way",
              "1006 idle_drop remote idle=60 saw=RST",
              "1000 peer_eof local sent=1000 idle=60 out=9",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "both say that all was well, and neither has a Close frame",
              "1000 normal local",
              "1000 normal remote",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "both sent 1000, and neither received it",
              "1000 normal local sent=1000",
              "1000 normal local sent=1000",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "1000 arrives, and the client drops the connection over it",
              "1000 normal local sent=1000",
              "1000 local_abort remote got=1000",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "4401 is sent, and the client is reset",
              "4401 application local sent=4401",
              "1006 peer_reset remote",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "both are cut off, and a message of 5000 bytes is missing that left long before",
              "1006 peer_eof remote largest.out=5000",
              "1006 peer_eof remote largest.in=500",
              JoinRule.CUT_BETWEEN,
              Blame.BETWEEN),
          row(
              "the server is cut off after a megabyte, and how the client ended nothing tells",
              "1006 peer_eof remote rule=dropped-after-a-large-message largest.out=1048576",
              "1006 - unknown largest.in=500",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED),
          row(
              "the server is cut off in silence, and how the silent client ended nothing tells",
              "1006 idle_drop remote idle=60 saw=RST",
              "1006 - unknown idle=60",
              JoinRule.DOES_NOT_FIT,
              Blame.NOT_JUDGED));

  @ParameterizedTest
  @FieldSource("ROWS")
  void thePairIsJudged(Row row) {
    JoinVerdict verdict = row.verdict();
    assertThat(verdict.rule()).isEqualTo(row.rule);
    assertThat(verdict.blame()).isEqualTo(row.blame);
    assertThat(verdict.sentence()).isNotBlank().doesNotContain("{", "-1 ");
  }

  /** What is told of the server here is told of the client there. */
  @ParameterizedTest
  @FieldSource("ROWS")
  void andLikewiseWithTheSidesExchanged(Row row) {
    if (row.story.contains("20 s to connect") || row.rule == JoinRule.CUT_ON_ONE_LEG) {
      return; // A client begins earlier than its server: lives are compared by the side.
    }
    JoinVerdict verdict = verdict("client", row.server, "server", row.client);
    assertThat(verdict.rule()).isEqualTo(row.rule);
    assertThat(verdict.blame())
        .isEqualTo(
            row.blame == Blame.SERVER
                ? Blame.CLIENT
                : row.blame == Blame.CLIENT ? Blame.SERVER : row.blame);
  }

  @Test
  void everyRuleHasAStoryAndEachBlameIsThere() {
    Set<JoinRule> told = EnumSet.noneOf(JoinRule.class);
    Set<Blame> blamed = EnumSet.noneOf(Blame.class);
    for (Row row : ROWS) {
      told.add(row.rule);
      blamed.add(row.blame);
    }
    assertThat(told).containsExactly(JoinRule.values());
    assertThat(blamed).containsExactly(Blame.values());
  }

  private static JoinVerdict verdict(String role, String account, String peer, String other) {
    End one = Told.by(role, account);
    End two = Told.by(peer, other);
    return JoinVerdict.of(one.isServer() ? new Ends.Pair(one, two) : new Ends.Pair(two, one));
  }

  @Test
  void theNumbersAreInTheSentence() {
    assertThat(
            verdict(
                    "server",
                    "1006 idle_drop remote idle=60.1 saw=RST",
                    "client",
                    "1006 idle_drop remote idle=59.8 saw=FIN")
                .sentence())
        .isEqualTo(
            "both sides say that the other one hung up (the server saw a reset (RST), the client a"
                + " FIN), and both had been silent for at least 59.8 s: something between them has"
                + " an idle limit of that, or a little less");
    assertThat(
            verdict(
                    "server",
                    "1006 peer_eof remote in=4",
                    "client",
                    "1000 peer_eof local sent=1000 out=5")
                .sentence())
        .isEqualTo(
            "the client sent Close 1000; the server received all that was sent before it (4 frames)"
                + " and then a FIN, but not the Close frame: something between them swallowed it");
    assertThat(
            verdict(
                    "server",
                    "1006 local_abort local lived=690",
                    "client",
                    "1006 peer_reset remote lived=90")
                .sentence())
        .contains("a reset (RST) after 90.0 s, when the server still had")
        .contains("after 690.0 s (local_abort)");
  }

  @Test
  void thePingIntervalIsHalfOfTheShorterSilence() {
    assertThat(
            verdict(
                    "server",
                    "1006 idle_drop remote idle=60.1 saw=RST",
                    "client",
                    "1006 idle_drop remote idle=59.8 saw=FIN")
                .interval())
        .isEqualTo(29);
  }

  @Test
  void clocksAreToldAndWhetherTheyDecided() {
    assertThat(
            verdict("server", "1006 local_abort local", "client", "1006 peer_reset remote at=-3")
                .clocks())
        .isEqualTo(
            "the client's end is told 3.0 s before the server's, each by the clock of its own host;"
                + " nothing was decided by that");
    assertThat(
            verdict(
                    "server",
                    "1006 local_abort local lived=-1",
                    "client",
                    "1006 peer_reset remote lived=-1 at=1")
                .clocks())
        .endsWith(
            "that both are one moment is taken from these clocks, since no export tells how long"
                + " both ends lived");
  }

  /** The table asks for rules of the diagnosis by name. */
  @Test
  void theRulesOfTheDiagnosisItAsksForExist() {
    List<String> rules =
        new Catalogue(Language.EN).rules().stream().map(DiagnosisRule::id).toList();
    assertThat(rules).containsAll(Arrays.asList(Accounts.RECEIVED_BROKEN));
    assertThat(rules).containsAll(Arrays.asList(Accounts.SENT_BROKEN));
    assertThat(rules)
        .contains(
            "framing-refused-here",
            "payload-refused-here",
            "framing-refused-there",
            "payload-refused-there",
            "dropped-after-a-large-message",
            "forgotten-while-silent",
            "lost-sight");
  }

  @Test
  void everyTextOfATableRowIsInEveryLanguage() {
    for (Language language : Language.values()) {
      Catalogue catalogue = new Catalogue(language);
      for (JoinRule rule : JoinRule.values()) {
        if (rule.cure() == JoinRule.Cure.A_TEXT) {
          assertThat(catalogue.text(rule.remedy())).isNotBlank();
        }
      }
      for (Blame blame : Blame.values()) {
        assertThat(catalogue.text(blame.label())).isNotBlank();
      }
    }
  }
}
