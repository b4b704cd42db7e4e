// SPDX-License-Identifier: Apache-2.0
package dev.hangup.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A servlet container's connection, and the client that was opened for it, or was not. */
class GatewaysIT {

  private static final String LOST = "code-lost-between-legs";
  private static final String OKHTTP = "com.squareup.okhttp3:okhttp:4.12.0";

  private final ExportedFacts facts = ExportedFacts.record();

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static StackUnderTest gateway(String server) {
    boolean tomcat = server.equals("tomcat");
    return Library.shared(
            new StackVersion(
                "gateway-" + server,
                tomcat
                    ? List.of(
                        "org.apache.tomcat.embed:tomcat-embed-core:9.0.123",
                        "org.apache.tomcat.embed:tomcat-embed-websocket:9.0.123",
                        OKHTTP)
                    : List.of("org.eclipse.jetty.websocket:websocket-javax-server:10.0.25", OKHTTP),
                Set.of()))
        .application("dev.hangup.gateways." + (tomcat ? "TomcatGateway" : "JettyGateway"));
  }

  /** Two peers with the gateway between them. */
  private record Pair(ScriptedPeer ahead, ScriptedPeer behind) implements AutoCloseable {

    /** The server behind says why it goes, and the gateway says 1000. */
    void theCodeIsLost() throws Exception {
      behind.send(Frame.close(4401, "token expired"));
      goodbye();
    }

    void goodbye() throws Exception {
      Frame close = ahead.receive();
      assertThat(close).isEqualTo(Frame.close(1000, ""));
      ahead.send(close);
    }

    @Override
    public void close() {
      ahead.close();
      behind.close();
    }
  }

  private static ScriptedPeer dialed(int port) throws Exception {
    ScriptedPeer ahead = ScriptedPeer.dial(port, false);
    ahead.askUpgrade(Gateway.PATH);
    return ahead;
  }

  private static ScriptedPeer accepted(ServerSocket listening) throws Exception {
    ScriptedPeer behind = ScriptedPeer.accepted(listening.accept(), false);
    behind.sendBytes(behind.upgradeResponse(behind.readHead()));
    return behind;
  }

  private static Pair pair(int port, ServerSocket listening, boolean byAMessage) throws Exception {
    ScriptedPeer ahead = dialed(port);
    if (byAMessage) {
      ahead.readHead();
      ahead.send("hello");
    }
    ScriptedPeer behind = accepted(listening);
    if (!byAMessage) {
      ahead.readHead();
      ahead.send("hello");
    }
    assertThat(behind.receive()).isEqualTo(Frame.text("hello"));
    answers(behind, ahead);
    return new Pair(ahead, behind);
  }

  private static void answers(ScriptedPeer behind, ScriptedPeer ahead) throws Exception {
    behind.send("hello too");
    assertThat(ahead.receive()).isEqualTo(Frame.text("hello too"));
  }

  private List<ExportedSpan> ends(int count) throws Exception {
    List<ExportedSpan> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(facts.awaitEnd());
    }
    return ends;
  }

  private static ExportedSpan of(String role, List<ExportedSpan> both) {
    return both.stream()
        .filter(leg -> role.equals(leg.attribute("websocket.role")))
        .findFirst()
        .orElseThrow();
  }

  private static String evidence(ExportedSpan leg) {
    return leg.attribute("websocket.close.evidence").toString();
  }

  private static void theCodeIsLostBetween(List<ExportedSpan> legs) {
    ExportedSpan server = of("server", legs);
    ExportedSpan client = of("client", legs);
    assertThat(evidence(server))
        .contains("outgoing leg (connection " + client.attribute("websocket.connection.id"))
        .contains("received Close 4401");
    assertThat(evidence(client))
        .contains("incoming leg (connection " + server.attribute("websocket.connection.id"))
        .contains("the close code was lost there");
    assertThat(server.attribute("websocket.close.rule")).isEqualTo(LOST);
    assertThat(client.attribute("websocket.close.code")).isEqualTo(4401L);
  }

  private static void noneIsALeg(List<ExportedSpan> ends) {
    assertThat(ends).allSatisfy(end -> assertThat(evidence(end)).doesNotContain(" leg"));
  }

  @ParameterizedTest
  @CsvSource({
    "tomcat, jdk   , upgrade",
    "tomcat, okhttp, upgrade",
    "tomcat, own   , upgrade",
    "tomcat, jdk   , opening",
    "tomcat, okhttp, opening",
    "tomcat, own   , opening",
    "jetty , jdk   , upgrade",
    "jetty , okhttp, upgrade",
    "jetty , own   , upgrade",
    "jetty , jdk   , opening",
    "jetty , okhttp, opening",
    "jetty , own   , opening",
  })
  void aClientThatTheBeginningOfAConnectionAsksForIsItsOtherLeg(
      String server, String client, String when) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = gateway(server)) {
      int port =
          gateway.serve(Options.at("/" + listening.getLocalPort() + "/" + client + "/" + when));
      try (Pair pair = pair(port, listening, false)) {
        pair.theCodeIsLost();
        theCodeIsLostBetween(ends(2));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tomcat, jdk",
    "tomcat, okhttp",
    "tomcat, own",
    "jetty , jdk",
    "jetty , okhttp",
    "jetty , own",
  })
  void clientsThatFirstMessagesAskForAreLegsWhereEachHasItsOwn(String server, String client)
      throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = gateway(server)) {
      int port =
          gateway.serve(
              Options.at("/" + listening.getLocalPort() + "/" + client + "/first-message"));
      try (Pair first = pair(port, listening, true)) {
        first.theCodeIsLost();
        noneIsALeg(ends(2)); // it might have been everybody's
      }
      try (Pair one = pair(port, listening, true);
          Pair other = pair(port, listening, true)) {
        one.theCodeIsLost();
        theCodeIsLostBetween(ends(2));
        other.theCodeIsLost();
        theCodeIsLostBetween(ends(2));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomcat", "jetty"})
  void aClientThatIsAskedForOnAnotherThreadIsNoLeg(String server) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = gateway(server)) {
      int port = gateway.serve(Options.at("/" + listening.getLocalPort() + "/jdk/elsewhere"));
      try (Pair one = pair(port, listening, true);
          Pair other = pair(port, listening, true)) {
        one.theCodeIsLost();
        other.theCodeIsLost();
        noneIsALeg(ends(4));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tomcat, shared-opening",
    "tomcat, shared-message",
    "jetty , shared-opening",
    "jetty , shared-message",
  })
  void aFeedThatTheFirstOpensForAllIsNobodysLeg(String server, String when) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = gateway(server)) {
      int port = gateway.serve(Options.at("/" + listening.getLocalPort() + "/jdk/" + when));
      try (Pair first = pair(port, listening, when.endsWith("message"));
          ScriptedPeer second = dialed(port)) {
        second.readHead();
        second.send("hello");
        assertThat(first.behind().receive()).isEqualTo(Frame.text("hello"));
        first.theCodeIsLost();
        new Pair(second, first.behind()).goodbye();
        noneIsALeg(ends(3));
      }
    }
  }
}
