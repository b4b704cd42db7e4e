// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
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

  private String remedy(Connection connection) {
    return of(connection).remediation();
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
          ktor     | 1 | maxFrameSize of the server's WebSockets plugin; maxFrameSize of the client's WebSockets plugin
          ktor     | 2 | maxFrameSize of the server's WebSockets plugin
          tyrus    | 1 | org.glassfish.tyrus.incomingBufferSize; Session.setMaxTextMessageBufferSize; @OnMessage(maxMessageSize=…)
          tyrus    | 2 | org.glassfish.tyrus.incomingBufferSize; Session.setMaxBinaryMessageBufferSize
          undertow | 1 | setMaxTextMessageBufferSize; AbstractReceiveListener.getMaxTextBufferSize
          """)
  void theRemedyNamesTheStacksOwnLimits(String stack, int opcode, String settings) {
    String remedy = remedy(Example.refused(stack, opcode, 100_000));

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
    Connection connection = Example.refused(stack, 1, 100_000);

    assertThat(remedy(framework == null ? connection : connection.under(framework)))
        .contains(named)
        .doesNotContain(notNamed);
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
    assertThat(diagnosis.evidence()).contains(" " + seconds + " s ").contains(owner);
    assertThat(diagnosis.remediation())
        .contains(" " + interval + " ")
        .contains("RemoteEndpoint.sendPing");
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
  void evidenceStaysEnglishAndRemediesDoNot() {
    Account account = new Connection().silentFor(60_000, 60_000).account();
    Diagnosis english = diagnostician.diagnose(account);
    Diagnosis japanese = new Diagnostician(Language.JA).diagnose(account);

    assertThat(japanese.evidence()).isEqualTo(english.evidence());
    assertThat(japanese.remediation()).contains("30", "ping").isNotEqualTo(english.remediation());
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
