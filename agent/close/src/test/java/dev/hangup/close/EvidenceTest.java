// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceTest {

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  private Diagnosis of(Connection connection) {
    return diagnostician.diagnose(connection.account());
  }

  private String evidence(Connection connection) {
    return of(connection).evidence();
  }

  private String remedy(Connection connection) {
    return of(connection).remediation();
  }

  private static Connection tooBig(String stack, int opcode, long reached) {
    return new Connection()
        .on(stack)
        .peerSoFar(opcode, reached)
        .sentClose(1009, 3)
        .receivedClose(1009, 1);
  }

  @ParameterizedTest(name = "{0}: {2} of {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # stack | opcode | reached | limit | evidence
          tomcat  | 1      | 8192    | -1    | the peer's text message passed 8192 bytes, Tomcat's default text buffer
          tomcat  | 1      | 8192    | 8192  | the peer's text message passed 8192 bytes, Tomcat's default text buffer
          tomcat  | 2      | 9000    | 8192  | the peer's binary message passed 8192 bytes, Tomcat's default binary buffer; it had reached 9000 bytes
          tomcat  | 1      | 5000    | 4096  | the peer's text message passed 4096 bytes, the limit set here; it had reached 5000 bytes
          tomcat  | 1      | 5000    | -1    | the peer's text message had reached 5000 bytes when it was refused
          netty   | 2      | 70000   | 65536 | the peer's binary message passed 65536 bytes, Netty's default frame limit; it had reached 70000 bytes
          jetty   | 1      | 70000   | -1    | the peer's text message had reached 70000 bytes when it was refused; Jetty's default text message limit is 65536 bytes
          other   | 1      | 70000   | -1    | the peer's text message had reached 70000 bytes when it was refused
          """)
  void aMessageThatIsTooBigIsTold(
      String stack, int opcode, long reached, long limit, String evidence) {
    assertThat(evidence(tooBig(stack, opcode, reached).messageLimit(limit))).isEqualTo(evidence);
  }

  @ParameterizedTest(name = "{0}, opcode {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # stack  | opcode | settings the remedy names
          tomcat   | 1 | Session.setMaxTextMessageBufferSize; org.apache.tomcat.websocket.textBufferSize; @OnMessage(maxMessageSize=…); ServletServerContainerFactoryBean.setMaxTextMessageBufferSize
          tomcat   | 2 | Session.setMaxBinaryMessageBufferSize; org.apache.tomcat.websocket.binaryBufferSize
          netty    | 1 | maxFramePayloadLength; WebSocketFrameAggregator(maxContentLength)
          jetty    | 1 | setMaxTextMessageSize; setMaxFrameSize; ServletServerContainerFactoryBean
          jetty    | 2 | setMaxBinaryMessageSize; setMaxFrameSize
          undertow | 1 | setMaxTextMessageBufferSize; AbstractReceiveListener.getMaxTextBufferSize
          """)
  void theRemedyNamesTheStacksOwnLimits(String stack, int opcode, String settings) {
    String remedy = remedy(tooBig(stack, opcode, 100_000));

    assertThat(settings.split("; ")).allSatisfy(each -> assertThat(remedy).contains(each));
  }

  @Test
  void whoIsRefusedByThePeerIsToldToSendLess() {
    Diagnosis diagnosis = of(new Connection().receivedClose(1009, 5).thisSideSentLast(1, 70_000));

    assertThat(diagnosis.evidence())
        .isEqualTo(
            "the peer refused a message with Close 1009; the largest sent by this side was 70000 bytes");
    assertThat(diagnosis.remediation())
        .startsWith("Send smaller messages")
        .doesNotContain("Settings");
  }

  @ParameterizedTest(name = "{0} ms")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # silence | points to | owner                           | ping every
          29400     | 30        | Google Cloud load balancers     | 15
          30600     | 30        | Jetty                           | 15
          55000     | 55        | Heroku                          | 27
          60000     | 60        | nginx (proxy_read_timeout)      | 30
          61200     | 60        | AWS Application Load Balancers  | 30
          100000    | 100       | Cloudflare                      | 50
          120000    | 120       | IIS                             | 60
          240000    | 240       | Azure Load Balancer             | 120
          300000    | 300       | Envoy                           | 150
          350000    | 350       | NAT gateways                    | 175
          600000    | 600       | AWS API Gateway                 | 300
          3600000   | 3600      | OpenShift                       | 1800
          """)
  void aSilentSpellPointsToItsOwner(long silence, int seconds, String owner, int interval) {
    Diagnosis diagnosis =
        of(new Connection().lasted(9_000_000).silentFor(silence, silence).ended(Ending.PEER_RESET));

    assertThat(diagnosis.cause()).isEqualTo(Cause.IDLE_DROP);
    assertThat(diagnosis.evidence())
        .contains("; " + seconds + " s is the usual idle limit of ")
        .contains(owner);
    assertThat(diagnosis.remediation())
        .contains("every " + interval + " seconds")
        .contains("RemoteEndpoint.sendPing");
  }

  @Test
  void aSpellNearNoKnownLimitBlamesNobody() {
    assertThat(evidence(new Connection().silentFor(61_300, 61_300).ended(Ending.PEER_RESET)))
        .isEqualTo(
            "no frame for 61.3 s in either direction, then TCP reset by peer;"
                + " this side never sent a ping");
  }

  @Test
  void anUnansweredPingIsTimed() {
    assertThat(evidence(new Connection().pings(3, 1, 20_000).silentFor(25_000, 20_000)))
        .isEqualTo(
            "1 ping without a pong, sent 20.0 s before the end, then TCP closed by peer (FIN)");
  }

  @Test
  void anUnfinishedFrameIsCounted() {
    Connection cut = new Connection().peerSends(2, 70_000).ended(Ending.PEER_RESET);

    assertThat(evidence(cut.peerInsideFrame(12_000, 70_000)))
        .isEqualTo("TCP reset by peer inside a binary frame: 12000 of 70000 bytes had arrived");
    assertThat(evidence(cut.peerInsideFrame(0, -1)))
        .isEqualTo("TCP reset by peer inside the header of a frame");
  }

  @Test
  void aLargeMessageBeforeTheEndIsSuspected() {
    assertThat(evidence(new Connection().thisSideSentLast(2, 1_048_577).silentFor(900, 5)))
        .isEqualTo(
            "TCP closed by peer (FIN) 5 ms after this side sent 1048577 bytes,"
                + " the largest on this connection: a size limit on the way is likely");
  }

  @Test
  void aBrokenRuleIsNamedWithItsSectionAndPlace() {
    assertThat(evidence(new Connection().peerBroke(Rule.INVALID_UTF8, 3, 6, 0).sentClose(1007, 5)))
        .isEqualTo(
            "the client's frame 4 broke rule invalid-utf8 (RFC 6455 8.1) at byte 17;"
                + " this side answered Close 1007");
  }

  @Test
  void whatWasLetPassIsMentionedAndNotBlamed() {
    Diagnosis diagnosis =
        of(new Connection().peerBroke(Rule.RSV2_SET, 3, 60_005, 20).sentClose(1002, 5));

    assertThat(diagnosis.evidence())
        .isEqualTo(
            "this side sent Close 1002, but no rule the agent checks had just been broken by the"
                + " peer; rule rsv2-set was broken 60.0 s before and let pass");
  }

  @Test
  void anEndSoonAfterOpenIsSuspected() {
    assertThat(evidence(new Connection().lasted(400).silentFor(400, 400)))
        .isEqualTo(
            "TCP closed by peer (FIN) 400 ms after the handshake; 40 frames received, 40 sent:"
                + " a failed upgrade at a proxy or a crash in the open handler is likely");
  }

  @Test
  void theHandlersExceptionIsNamed() {
    assertThat(
            evidence(
                new Connection().sentClose(1011, 5).handlerThrew("com.example.OrderFailure", 6)))
        .isEqualTo(
            "com.example.OrderFailure left the application's handler; this side sent Close 1011");
  }

  @Test
  void theIdleLimitIsToldWithItsSetting() {
    assertThat(
            evidence(
                new Connection()
                    .sentClose(1001, 5)
                    .idleTimer(6)
                    .idleLimit(60_000, "maxIdleTimeout")))
        .isEqualTo(
            "this side's idle timer fired after 60.0 s (maxIdleTimeout); Close 1001 was sent");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1005, no code", "1006, lost connection", "1015, TLS failure"})
  void aReservedCodeOnTheWireNamesTheHabitBehindIt(int code, String habit) {
    assertThat(evidence(new Connection().receivedClose(code, 5, null, Rule.RESERVED_CLOSE_CODE)))
        .startsWith("the peer's Close frame carried " + code + ", which must never travel")
        .contains(habit)
        .containsAnyOf("library", "relay");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # ending     , initiator
          PEER_EOF     , REMOTE
          PEER_RESET   , REMOTE
          WRITE_FAILED , REMOTE
          LOCAL_CLOSE  , LOCAL
          SHUTDOWN     , LOCAL
          TLS_FAILED   , UNKNOWN
          UNKNOWN      , UNKNOWN
          """)
  void withoutACloseFrameTheTransportTellsWhoEndedIt(Ending ending, Initiator initiator) {
    assertThat(of(new Connection().ended(ending)).initiator()).isEqualTo(initiator);
  }

  @Test
  void aWriteThatTimedOutTellsOfNobody() {
    Connection slow =
        new Connection()
            .ended(Ending.WRITE_FAILED, "io.netty.handler.timeout.WriteTimeoutException");

    assertThat(of(slow).initiator()).isEqualTo(Initiator.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void theFirstCloseFrameTellsWhoBegan(Ending ending) {
    Diagnosis ours = of(new Connection().sentClose(1000, 9).receivedClose(1000, 5).ended(ending));
    Diagnosis theirs = of(new Connection().receivedClose(1000, 9).sentClose(1000, 5).ended(ending));

    assertThat(ours.initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(theirs.initiator()).isEqualTo(Initiator.REMOTE);
    assertThat(ours.clean()).isTrue();
    assertThat(theirs.clean()).isTrue();
  }

  @Test
  void anErrorIsTheClientsWhereItsRequestWasRefused() {
    Diagnosis refused = of(new Connection().receivedClose(1008, 5).sentClose(1008, 4));
    Diagnosis unanswered = of(new Connection().sentClose(1000, 5));

    assertThat(refused.isErrorFor(Role.CLIENT)).isTrue();
    assertThat(refused.isErrorFor(Role.SERVER)).isFalse();
    assertThat(unanswered.isErrorFor(Role.SERVER)).isTrue();
  }

  @Test
  void evidenceStaysEnglishAndRemediesDoNot() {
    Account account = new Connection().silentFor(60_000, 60_000).account();
    Diagnosis english = diagnostician.diagnose(account);
    Diagnosis japanese = new Diagnostician(Language.JA).diagnose(account);

    assertThat(japanese.evidence()).isEqualTo(english.evidence());
    assertThat(japanese.remediation()).contains("30 秒ごとに ping");
  }

  @ParameterizedTest(name = "{0} ns")
  @CsvSource(
      textBlock =
          """
          0             , less than 1 ms
          999999        , less than 1 ms
          1000000       , 1 ms
          999999999     , 999 ms
          1000000000    , 1.0 s
          1949999999    , 1.9 s
          1950000000    , 2.0 s
          60000000000   , 60.0 s
          3600000000000 , 3600.0 s
          """)
  void timesAreRoundedAsPeopleReadThem(long nanos, String text) {
    assertThat(new Sentence().time(nanos).toString()).isEqualTo(text);
  }
}
