// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SubprotocolCodeTest {

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  private Diagnosis of(Connection connection) {
    return diagnostician.diagnose(connection.account());
  }

  private static Connection peerCloses(int code) {
    return new Connection().receivedClose(code, 5).sentClose(code, 4);
  }

  private static Connection weClose(int code) {
    return new Connection().sentClose(code, 5).receivedClose(code, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "4400, Bad Request",
    "4401, Unauthorized",
    "4403, Forbidden",
    "4406, Subprotocol Not Acceptable",
    "4408, Connection Initialisation Timeout",
    "4409, Subscriber Already Exists",
    "4429, Too Many Initialisation Requests",
    "4499, Terminated"
  })
  void graphqlTransportWsHasNamesForItsCodes(int code, String name) {
    assertThat(of(peerCloses(code).speaking("graphql-transport-ws")).name()).isEqualTo(name);
    assertThat(of(weClose(code).speaking("graphql-transport-ws")).name()).isEqualTo(name);
    assertThat(of(peerCloses(code)).name()).isEqualTo("Private Use");
    assertThat(of(peerCloses(code).speaking("v12.stomp")).name()).isEqualTo("Private Use");
    assertThat(of(peerCloses(code).speaking("GRAPHQL-TRANSPORT-WS")).name())
        .isEqualTo("Private Use");
  }

  @Test
  void theEvidenceSaysWhatItMeansAndTheRemedyWhatToDo() {
    Diagnosis told = of(peerCloses(4401).speaking("graphql-transport-ws"));
    Diagnosis elsewhere = of(peerCloses(4401));

    assertThat(told.cause()).isEqualTo(Cause.APPLICATION);
    assertThat(told.rule()).isEqualTo("application-code-received");
    assertThat(told.evidence())
        .endsWith(
            "; in graphql-transport-ws 4401 says: the client subscribed before the server had"
                + " acknowledged the connection");
    assertThat(told.remediation())
        .startsWith("Let the client wait for the server's answer to its first message");
    assertThat(elsewhere.evidence()).doesNotContain("says");
    assertThat(elsewhere.remediation()).startsWith("The peer's application chose the code");
  }

  /** In the old one 1011 is a refusal; the code keeps its name and its cause. */
  @Test
  void aRegisteredCodeKeepsItsName() {
    Diagnosis told = of(peerCloses(1011).speaking("graphql-ws"));

    assertThat(told.name()).isEqualTo("Internal Error");
    assertThat(told.cause()).isEqualTo(Cause.INTERNAL_ERROR);
    assertThat(told.evidence()).contains("in graphql-ws 1011 says: the server refused");
    assertThat(of(peerCloses(1011).speaking("graphql-transport-ws")).evidence())
        .doesNotContain("says");
  }

  @Test
  void springsCodeIsSprings() {
    Diagnosis first = of(weClose(4500).under("spring").nothingYetReceived());

    assertThat(first.name()).isEqualTo("Session Not Reliable");
    assertThat(first.rule()).isEqualTo("application-code-sent");
    assertThat(first.evidence()).contains("in Spring 4500 says: Spring could not send in time, or");
    // What the peer sends is not of the framework on this side.
    assertThat(of(peerCloses(4500).under("spring")).name()).isEqualTo("Private Use");
    assertThat(of(peerCloses(4500).speaking("v12.stomp")).name()).isEqualTo("Session Not Reliable");
    assertThat(of(weClose(4500).under("vertx")).name()).isEqualTo("Private Use");
  }

  /** Then the code was only what was sent last. */
  @Test
  void whatEndedItOtherwiseIsNotExplainedByTheCode() {
    Connection frozen = weClose(4500).under("spring").pings(3, 3, 9_000).silentFor(9_000, 5);

    assertThat(of(frozen).cause()).isEqualTo(Cause.PING_TIMEOUT);
    assertThat(of(frozen).evidence()).doesNotContain("says");
  }

  @Test
  void servicesAreListedAndNeverTold() {
    assertThat(SubprotocolCode.of(4004))
        .extracting(each -> each.owners().get(0))
        .containsExactly("graphql-transport-ws", "Pusher", "Discord");
    assertThat(SubprotocolCode.in("Discord", 4004)).isNull();
    assertThat(of(peerCloses(4004).speaking("Discord")).evidence()).doesNotContain("says");
  }

  @Test
  void aCodeThatBreaksTheProtocolHasNoOtherMeaning() {
    Connection broken = peerCloses(4401).speaking("graphql-transport-ws").lostSight();

    assertThat(of(broken).evidence()).doesNotContain("says");
    assertThat(of(peerCloses(5000).speaking("graphql-transport-ws")).name())
        .isEqualTo("Protocol Error");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRowHasARemedyAndEveryRemedyARow(Language language) {
    Texts texts = Texts.in(language);
    Set<String> used = new TreeSet<>();
    for (SubprotocolCode each : SubprotocolCode.all()) {
      assertThat(texts.get("subprotocol." + each.remedy())).isNotBlank();
      used.add("subprotocol." + each.remedy());
      assertThat(each.says()).hasSizeBetween(10, 130);
      assertThat(each.from()).isBetween(1000, each.to());
    }
    assertThat(texts.keys().stream().filter(key -> key.startsWith("subprotocol.")).toList())
        .isEqualTo(List.copyOf(used));
  }
}
