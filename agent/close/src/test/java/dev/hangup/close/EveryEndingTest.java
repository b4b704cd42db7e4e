// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every story with every end of the transport: what is told must not contradict itself. */
class EveryEndingTest {

  private static final Diagnostician DIAGNOSTICIAN = new Diagnostician(Language.EN);

  /** Causes that name how the transport ended, and the ends they may be told of. */
  private static final Map<Cause, Set<Ending>> OF_THE_TRANSPORT =
      Map.of(
          Cause.PEER_EOF, EnumSet.of(Ending.PEER_EOF),
          Cause.PEER_RESET, EnumSet.of(Ending.PEER_RESET),
          Cause.WRITE_FAILED, EnumSet.of(Ending.WRITE_FAILED),
          Cause.UNREACHABLE,
              EnumSet.of(Ending.UNREACHABLE, Ending.LOCAL_CLOSE, Ending.SEND_TIMED_OUT),
          Cause.TLS, EnumSet.of(Ending.TLS_FAILED, Ending.TLS_REFUSED, Ending.TLS_ALERT),
          Cause.LOCAL_ABORT, EnumSet.of(Ending.LOCAL_CLOSE, Ending.LOCAL_FAILURE));

  /** Words of the evidence, and the only end they may be told of. */
  private static final Map<String, Ending> WORDS =
      Map.of(
          "TCP reset by peer", Ending.PEER_RESET,
          "TCP closed by peer (FIN)", Ending.PEER_EOF,
          "a write failed", Ending.WRITE_FAILED,
          "the system gave up on the connection", Ending.UNREACHABLE,
          "this side closed the transport", Ending.LOCAL_CLOSE);

  private final Set<String> asked = new TreeSet<>();
  private final Set<String> met = new TreeSet<>();

  static List<Tale> tales() {
    return Tale.ALL;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void whatIsToldFitsHoweverTheTransportEnds(Tale tale) {
    fits(tale);
  }

  /** Else a sentence was worded anew, and is not looked at any more. */
  @Test
  void allTheWordsLookedForOccur() {
    Tale.ALL.forEach(this::fits);

    assertThat(met).isEqualTo(asked);
  }

  private void fits(Tale tale) {
    for (Ending ending : Ending.values()) {
      for (Connection connection : List.of(tale.connection(), tale.neighbour())) {
        Account account = connection.accountEnded(ending);
        Diagnosis diagnosis = DIAGNOSTICIAN.diagnose(account);
        theCauseFits(account, diagnosis);
        theEvidenceFits(account, diagnosis);
        theRemedyFits(account, diagnosis.remediation());
      }
    }
  }

  private static void theCauseFits(Account account, Diagnosis diagnosis) {
    Cause cause = diagnosis.cause();
    if (cause != null && OF_THE_TRANSPORT.containsKey(cause)) {
      assertThat(OF_THE_TRANSPORT.get(cause)).contains(account.ending());
    }
    if (cause == Cause.IDLE_DROP) {
      assertThat(diagnosis.code()).isEqualTo(1006);
    }
    if (cause == Cause.CLOSE_TIMEOUT) {
      assertThat(diagnosis.initiator()).isEqualTo(Initiator.LOCAL);
      assertThat(diagnosis.clean()).isFalse();
    }
  }

  private void theEvidenceFits(Account account, Diagnosis diagnosis) {
    String evidence = diagnosis.evidence();

    assertThat(evidence).isNotBlank().doesNotContain("null").doesNotContain("-1 ");
    WORDS.forEach((words, ending) -> check(evidence, words, account.ending() == ending));
    check(evidence, "no Close frame", noClose(account));
    check(evidence, "without a Close frame", noClose(account));
    check(
        evidence, "no answer came", diagnosis.initiator() == Initiator.LOCAL && !diagnosis.clean());
    check(evidence, "this side had not answered", account.sentClose() == null);
    check(evidence, "failed upgrade", account.received().frames() == 0);
  }

  private void theRemedyFits(Account account, String remedy) {
    check(remedy, "closed the socket without a Close frame", noClose(account));
    check(remedy, "the peer had sent its Close frame", account.receivedClose() != null);
    check(remedy, "this side sent its Close frame", account.sentClose() != null);
    check(
        remedy, "The peer was gone when this side wrote", account.ending() == Ending.WRITE_FAILED);
    check(remedy, "Close the WebSocket with a code", noClose(account));
  }

  /** Words that were met count, so that a new wording is not overlooked here. */
  private void check(String sentence, String words, boolean allowed) {
    asked.add(words);
    if (sentence.contains(words)) {
      met.add(words);
      assertThat(allowed).as(sentence).isTrue();
    }
  }

  private static boolean noClose(Account account) {
    return account.sentClose() == null && account.receivedClose() == null;
  }
}
