// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
          Cause.UNREACHABLE, EnumSet.of(Ending.UNREACHABLE),
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

  static List<Tale> tales() {
    return Tale.ALL;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void whatIsToldFitsHoweverTheTransportEnds(Tale tale) {
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

  private static void theEvidenceFits(Account account, Diagnosis diagnosis) {
    String evidence = diagnosis.evidence();

    assertThat(evidence).isNotBlank().doesNotContain("null").doesNotContain("-1 ");
    WORDS.forEach(
        (words, ending) -> {
          if (evidence.contains(words)) {
            assertThat(account.ending()).as(evidence).isEqualTo(ending);
          }
        });
    boolean noClose = account.sentClose() == null && account.receivedClose() == null;
    if (evidence.contains("no Close frame") || evidence.contains("without a Close frame")) {
      assertThat(noClose).as(evidence).isTrue();
    }
    if (evidence.contains("no answer came")) {
      assertThat(diagnosis.initiator()).as(evidence).isEqualTo(Initiator.LOCAL);
      assertThat(diagnosis.clean()).as(evidence).isFalse();
    }
    if (evidence.contains("this side had not answered")) {
      assertThat(account.sentClose()).as(evidence).isNull();
    }
    if (evidence.contains("failed upgrade")) {
      assertThat(account.received().frames()).as(evidence).isZero();
    }
  }

  private static void theRemedyFits(Account account, String remedy) {
    boolean noClose = account.sentClose() == null && account.receivedClose() == null;
    if (remedy.contains("closed the socket without a Close frame")) {
      assertThat(noClose).isTrue();
    }
    if (remedy.contains("the peer had sent its Close frame")) {
      assertThat(account.receivedClose()).isNotNull();
    }
    if (remedy.contains("this side sent its Close frame")) {
      assertThat(account.sentClose()).isNotNull();
    }
    if (remedy.contains("The peer was gone when this side wrote")) {
      assertThat(account.ending()).isEqualTo(Ending.WRITE_FAILED);
    }
    if (remedy.contains("Close the WebSocket with a code")) {
      assertThat(noClose).isTrue();
    }
  }
}
