// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.codec.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
          tomcat   | 1 | Session.setMaxTextMessageBufferSize; org.apache.tomcat.websocket.textBufferSize; @OnMessage(maxMessageSize=…)
          tomcat   | 2 | Session.setMaxBinaryMessageBufferSize; org.apache.tomcat.websocket.binaryBufferSize
          netty    | 1 | maxFramePayloadLength; WebSocketFrameAggregator(maxContentLength)
          jetty    | 1 | setMaxTextMessageSize; setMaxFrameSize
          jetty    | 2 | setMaxBinaryMessageSize; setMaxFrameSize
          undertow | 1 | setMaxTextMessageBufferSize; AbstractReceiveListener.getMaxTextBufferSize
          """)
  void theRemedyNamesTheStacksOwnLimits(String stack, int opcode, String settings) {
    String remedy = remedy(tooBig(stack, opcode, 100_000));

    assertThat(settings.split("; ")).allSatisfy(each -> assertThat(remedy).contains(each));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # framework | stack | named | not named
          spring | tomcat | Settings in Spring on Tomcat: ServletServerContainerFactoryBean.setMaxTextMessageBufferSize of a server, WebSocketContainerFactoryBean.setMaxTextMessageBufferSize of a client. | Session.setMax
          spring | undertow | Settings in Spring on Undertow: ServletServerContainerFactoryBean.setMaxTextMessageBufferSize. | Session.setMax
          spring | jetty | Settings in Spring on Jetty: JettyRequestUpgradeStrategy.addWebSocketConfigurer(c -> c.setMaxTextMessageSize(…)) | ServletServerContainerFactoryBean
          spring-webflux | netty | Settings in Spring WebFlux on Netty: ReactorNettyRequestUpgradeStrategy | setMaxTextMessageBufferSize
          spring-webflux | tomcat | Settings in Spring WebFlux on Tomcat: setMaxTextMessageBufferSize of the RequestUpgradeStrategy | ReactorNetty
          unheard-of | netty | Settings in Netty: | Spring
                 | tomcat | Settings in Tomcat: | Spring
                 | jetty | Settings in Jetty: | Spring
          """)
  void aFrameworkHidesTheStackItSitsOn(
      @Nullable String framework, String stack, String named, String notNamed) {
    Connection connection = tooBig(stack, 1, 100_000);

    assertThat(remedy(framework == null ? connection : connection.under(framework)))
        .contains(named)
        .doesNotContain(notNamed);
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

  /** Reactor Netty's last words when the JVM is stopped. */
  @Test
  void aCloseFrameWithoutACodeIsToldAsThatAtAShutdownToo() {
    assertThat(evidence(new Connection().sentClose(1005, 5).ended(Ending.SHUTDOWN)))
        .isEqualTo(
            "this JVM shut down 90.0 s after the handshake, with a Close frame without a code");
  }

  @Test
  void anEndSoonAfterOpenIsSuspected() {
    assertThat(evidence(new Connection().nothingYetReceived().lasted(400).silentFor(400, 400)))
        .isEqualTo(
            "TCP closed by peer (FIN) 400 ms after the handshake; 0 frames received, 40 sent:"
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
            "this side's idle timer fired after 60.0 s (maxIdleTimeout); this side sent Close 1001");
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
          TLS_ALERT    , REMOTE
          LOCAL_CLOSE  , LOCAL
          SHUTDOWN     , LOCAL
          SEND_TIMED_OUT, LOCAL
          LOCAL_FAILURE, LOCAL
          TLS_REFUSED  , LOCAL
          TLS_FAILED   , UNKNOWN
          UNREACHABLE  , UNKNOWN
          READ_FAILED  , UNKNOWN
          UNKNOWN      , UNKNOWN
          """)
  void withoutACloseFrameTheTransportTellsWhoEndedIt(Ending ending, Initiator initiator) {
    assertThat(of(new Connection().ended(ending)).initiator()).isEqualTo(initiator);
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

  static List<Arguments> endsAndWhoCountsThemAsErrors() {
    return List.of(
        error(
            "refused by policy",
            new Connection().receivedClose(1008, 5).sentClose(1008, 4),
            "client"),
        error("1000 both ways", new Connection().sentClose(1000, 5).receivedClose(1000, 4), ""),
        error("1009 both ways", new Connection().sentClose(1009, 5).receivedClose(1009, 4), "both"),
        error("FIN instead of an answer", new Connection().sentClose(1000, 5), "both"),
        error("no Close frame", new Connection(), "both"),
        error("1000, then this side closes", closed(new Connection().sentClose(1000, 5)), ""),
        error("4001, then this side closes", closed(new Connection().sentClose(4001, 5)), ""),
        error("1001, then this side closes", closed(new Connection().sentClose(1001, 5)), ""),
        error("1011, then this side closes", closed(new Connection().sentClose(1011, 5)), "both"),
        error(
            "1000 received, then this side closes",
            closed(new Connection().receivedClose(1000, 5)),
            ""),
        error("1001 received, and the peer is gone", new Connection().receivedClose(1001, 5), ""),
        error(
            "nobody answers the pings, 4500",
            closed(new Connection().pings(3, 3, 9_000).silentFor(9_500, 5).sentClose(4500, 5)),
            "both"),
        error(
            "no answer for 30 s",
            closed(new Connection().sentClose(1000, 30_000).silentFor(31_000, 30_000)),
            "both"),
        error("shutdown with 1001", new Connection().sentClose(1001, 5).ended(Ending.SHUTDOWN), ""),
        error("shutdown without a word", new Connection().ended(Ending.SHUTDOWN), "both"),
        error("sight lost, no code seen", new Connection().lostSight(), ""),
        error(
            "sight lost, 1011 seen", new Connection().lostSight().receivedClose(1011, 5), "both"));
  }

  private static Arguments error(String told, Connection connection, String whose) {
    return Arguments.of(told, connection, whose);
  }

  private static Connection closed(Connection connection) {
    return connection.ended(Ending.LOCAL_CLOSE);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("endsAndWhoCountsThemAsErrors")
  void anEndIsAnErrorForItsCodeItsCauseOrBecauseNobodyMeantIt(
      String told, Connection connection, String whose) {
    Account asServer = connection.account();
    Account asClient = connection.client().account();

    assertThat(Diagnostician.isError(asServer, diagnostician.diagnose(asServer)))
        .isEqualTo(whose.equals("both"));
    assertThat(Diagnostician.isError(asClient, diagnostician.diagnose(asClient)))
        .isEqualTo(!whose.isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          keepalive ping timeout                  , KEEP_ALIVE
          Ping timeout                            , KEEP_ALIVE
          no pong received                        , KEEP_ALIVE
          Heartbeat timed out                     , KEEP_ALIVE
          missed heartbeats                       , KEEP_ALIVE
          Connection Idle Timeout                 , IDLING
          session inactive                        , IDLING
          Request timed out                       , IDLING
          shipping is free                        , NOTHING
          new heartbeat interval                  , NOTHING
          bye                                     , NOTHING
          """)
  void aReasonIsReadForWhatItIsAbout(String reason, Account.Hint hint) {
    Account.CloseFrame frame = new Account.CloseFrame(1011, reason, 0, null);

    assertThat(frame.hint()).isEqualTo(hint);
    assertThat(frame.withoutReason().hint()).isEqualTo(hint);
    assertThat(frame.withoutReason().reason()).isNull();
  }

  @Test
  void ofAConnectionThatWasLostNobodyIsBlamed() {
    assertThat(of(new Connection().lostSight().ended(Ending.PEER_RESET)).initiator())
        .isEqualTo(Initiator.UNKNOWN);
    assertThat(of(new Connection().lostSight().sentClose(1000, 5)).initiator())
        .isEqualTo(Initiator.UNKNOWN);
  }

  @Test
  void ofAConnectionJoinedBetweenTwoFramesTheFirstCloseFrameIsKnown() {
    Diagnosis diagnosis =
        of(new Connection().joinedMidway().receivedClose(1000, 5).sentClose(1000, 4));

    assertThat(diagnosis.code()).isEqualTo(1000);
    assertThat(diagnosis.initiator()).isEqualTo(Initiator.REMOTE);
    assertThat(diagnosis.cause()).isNull();
  }

  @Test
  void unansweredPingsAreMentionedBesideEveryOtherStory() {
    Connection refused = new Connection().pings(3, 1, 3_005).silentFor(1, 5).sentClose(1008, 5);

    assertThat(evidence(refused.unheardFor(3_100)))
        .endsWith("; 1 ping of this side had no answer, sent 3.0 s before");
  }

  @Test
  void sizesOfCompressedMessagesAreToldAsSuch() {
    assertThat(
            evidence(new Connection().receivedClose(1009, 5).thisSideSentLast(1, 65).compressing()))
        .endsWith("was 100 bytes (as compressed on the wire; limits count what comes out of it)");
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
