// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedTest {

  private final Map<String, String> attributes =
      new HashMap<>(
          Map.of(
              "websocket.close.code", "1006",
              "websocket.close.cause", "peer_eof",
              "websocket.close.initiator", "remote",
              "websocket.close.clean", "false",
              "websocket.close.evidence", "no Close frame, then TCP closed by peer (FIN)",
              "websocket.close.remediation", "Look for a crash or restart over there."));

  private final Expected expected =
      Expected.end("1006|1001 peer_eof|peer_reset remote unclean error");

  @Test
  void whatFitsIsRight() {
    expected.evidence("FIN");
    expected.remedy("crash");
    expected.never("failed upgrade");

    assertThat(judged().kind()).isEqualTo(Outcome.Kind.RIGHT);
    assertThat(judged().why()).isEmpty();
  }

  @Test
  void aStarAllowsEverything() {
    Outcome outcome = Expected.end("* * * * *").judge(told(false));

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RIGHT);
  }

  @Test
  void everyPartOfTheVerdictCounts() {
    wrongWith("websocket.close.code", "1000", "code 1000 instead of 1006 or 1001");
    wrongWith("websocket.close.cause", "tls", "cause tls instead of peer_eof or peer_reset");
    wrongWith("websocket.close.initiator", "local", "initiator local instead of remote");
    wrongWith("websocket.close.clean", "true", "clean clean instead of unclean");
  }

  /** A part of an allowed word is none: {@code peer_eof} does not allow {@code peer}. */
  @Test
  void wordsAreComparedWhole() {
    wrongWith("websocket.close.cause", "peer", "cause peer instead of peer_eof or peer_reset");
  }

  private void wrongWith(String attribute, String value, String why) {
    String before = attributes.put(attribute, value);
    assertThat(judged()).isEqualTo(new Outcome(Outcome.Kind.WRONG, why));
    attributes.put(attribute, before);
  }

  @Test
  void theStatusAndTheWordsAreFlawsOnly() {
    assertThat(expected.judge(told(false)))
        .isEqualTo(new Outcome(Outcome.Kind.FLAWED, "status unset instead of error"));

    expected.evidence("RST");
    expected.remedy("proxy");
    expected.never("crash");
    assertThat(judged())
        .isEqualTo(
            new Outcome(
                Outcome.Kind.FLAWED,
                "evidence without /RST/; remedy without /proxy/; says /crash/"));
  }

  @Test
  void whatIsWrongIsNoFlawAndNamesTheFlawsToo() {
    expected.evidence("RST");
    attributes.put("websocket.close.cause", "tls");

    assertThat(judged().kind()).isEqualTo(Outcome.Kind.WRONG);
    assertThat(judged().why()).contains("cause tls", "evidence without /RST/");
  }

  @Test
  void nothingToldIsLost() {
    assertThat(expected.judge(null).kind()).isEqualTo(Outcome.Kind.LOST);
  }

  @Test
  void notJudgedIsFineOnlyWhereTheStoryAllowsIt() {
    attributes.remove("websocket.close.cause");

    assertThat(judged().kind()).isEqualTo(Outcome.Kind.SILENT);
    expected.mayBeNotJudged();
    assertThat(judged().kind()).isEqualTo(Outcome.Kind.NOT_JUDGED);
  }

  /** Who is allowed to say nothing is not allowed to say something wrong. */
  @Test
  void aGuessIsWrongAlsoWhereSilenceIsAllowed() {
    expected.mayBeNotJudged();
    attributes.put("websocket.close.cause", "tls");

    assertThat(judged().kind()).isEqualTo(Outcome.Kind.WRONG);
  }

  @Test
  void anEndIsNoHandshakeAndTheOtherWayRound() {
    assertThat(Expected.handshake("401 unauthorized").judge(told(true)).kind())
        .isEqualTo(Outcome.Kind.WRONG);
    attributes.remove("websocket.close.code");
    assertThat(judged().kind()).isEqualTo(Outcome.Kind.WRONG);
  }

  @Test
  void aHandshakeIsJudgedByItsResponseAndByItsCauseWhereThereIsOne() {
    Expected refused = Expected.handshake("401|403 unauthorized");
    attributes.clear();
    assertThat(refused.judge(told(true)).why()).isEqualTo("response - instead of 401 or 403");

    attributes.put("http.response.status_code", "401");
    assertThat(refused.judge(told(true)).kind()).isEqualTo(Outcome.Kind.RIGHT);

    attributes.put("websocket.handshake.cause", "not_found");
    assertThat(refused.judge(told(true)).kind()).isEqualTo(Outcome.Kind.WRONG);

    attributes.put("websocket.handshake.cause", "unauthorized");
    assertThat(refused.judge(told(true)).kind()).isEqualTo(Outcome.Kind.RIGHT);
  }

  @Test
  void aHandshakeWithoutAResponseHasADash() {
    attributes.clear();

    assertThat(Expected.handshake("- connect_failed").judge(told(true)).kind())
        .isEqualTo(Outcome.Kind.RIGHT);
  }

  @Test
  void aCodeThatThePeerDidNotGetIsWrongWhereTheStorySaysSo() {
    assertThat(expected.judge(told(true), "1000").kind()).isEqualTo(Outcome.Kind.RIGHT);

    expected.asThePeerSays();
    assertThat(expected.judge(told(true), "1006").kind()).isEqualTo(Outcome.Kind.RIGHT);
    assertThat(expected.judge(told(true), "").kind()).isEqualTo(Outcome.Kind.RIGHT);
    assertThat(expected.judge(told(true), "1001"))
        .isEqualTo(new Outcome(Outcome.Kind.WRONG, "code that the peer got 1006 instead of 1001"));
  }

  @Test
  void aLineWithAWordTooFewIsRefused() {
    assertThatThrownBy(() -> Expected.end("1000 normal remote clean"))
        .hasMessageContaining("five words");
    assertThatThrownBy(() -> Expected.handshake("401")).hasMessageContaining("two words");
  }

  private Outcome judged() {
    return expected.judge(told(true));
  }

  private Told told(boolean error) {
    return new Told("corpus", "WS", error, attributes);
  }
}
