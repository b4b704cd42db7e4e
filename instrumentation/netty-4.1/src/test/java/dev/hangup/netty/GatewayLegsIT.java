// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both legs of a real gateway: each says what came on the other, and whether it was passed on. */
class GatewayLegsIT {

  private static final String LOST = "code-lost-between-legs";
  private static final String HIDDEN = "failure-hidden-between-legs";

  private final ExportedFacts facts = ExportedFacts.record();

  /** What is done to the two peers, ahead of the gateway and behind it. */
  private interface End {
    void of(ScriptedPeer ahead, ScriptedPeer behind) throws Exception;
  }

  /** What became of it. */
  private record Legs(ExportedSpan server, ExportedSpan client) {

    private void nameEachOther() {
      assertThat(server.attribute("websocket.close.evidence").toString())
          .contains("outgoing leg (connection " + client.attribute("websocket.connection.id"));
      assertThat(client.attribute("websocket.close.evidence").toString())
          .contains("incoming leg (connection " + server.attribute("websocket.connection.id"));
    }

    private void knowNothingOfEachOther() {
      for (ExportedSpan leg : List.of(server, client)) {
        assertThat(leg.attribute("websocket.close.evidence").toString()).doesNotContain(" leg");
      }
    }
  }

  private static Library reactor(String version) {
    return Library.shared(
        new StackVersion(
            "reactor-gateway-" + version,
            List.of("io.projectreactor.netty:reactor-netty-http:" + version),
            Set.of()));
  }

  private static Library vertx(String version) {
    return Library.shared(
        new StackVersion(
            "vertx-gateway-" + version, List.of("io.vertx:vertx-core:" + version), Set.of()));
  }

  private static Library springCloud() {
    return Library.shared(
        new StackVersion(
            "gateway-5.0.4",
            List.of("org.springframework.cloud:spring-cloud-starter-gateway-server-webflux:5.0.4"),
            Set.of()));
  }

  private Legs ended(Library library, String application, String path, End end) throws Exception {
    try (ServerSocket behind = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = library.application("dev.hangup.netty." + application)) {
      int port = gateway.serve(Options.at("/" + behind.getLocalPort() + path).withMaxFrame(65_536));
      try (ScriptedPeer ahead = ScriptedPeer.dial(port, false)) {
        ahead.askUpgrade("/echo");
        try (ScriptedPeer server = ScriptedPeer.accepted(behind.accept(), false)) {
          server.sendBytes(server.upgradeResponse(server.readHead()));
          ahead.readHead();
          server.send("hello");
          assertThat(Objects.requireNonNull(ahead.receive()).text()).isEqualTo("hello");
          ahead.send("hello too");
          assertThat(Objects.requireNonNull(server.receive()).text()).isEqualTo("hello too");
          end.of(ahead, server);
          Legs both = legs(facts.awaitEnd(), facts.awaitEnd());
          assertThat(facts.suppressedFailures()).isZero();
          return both;
        }
      }
    }
  }

  private static Legs legs(ExportedSpan one, ExportedSpan other) {
    List<ExportedSpan> both = List.of(one, other);
    return new Legs(of("server", both), of("client", both));
  }

  private static ExportedSpan of(String role, List<ExportedSpan> both) {
    return both.stream()
        .filter(leg -> role.equals(leg.attribute("websocket.role")))
        .findFirst()
        .orElseThrow();
  }

  private static void theServerBehindSays4401(ScriptedPeer ahead, ScriptedPeer behind)
      throws Exception {
    behind.send(Frame.close(4401, "token expired"));
    Frame close = ahead.receive();
    if (close != null) {
      ahead.send(close);
    }
  }

  private static void theServerBehindSays4401AndHangsUp(ScriptedPeer ahead, ScriptedPeer behind)
      throws Exception {
    saysAndHangsUp(4401, ahead, behind);
  }

  /** A client of Vert.x leaves it to the server to close the socket, and in 5 tells only then. */
  private static void saysAndHangsUp(int code, ScriptedPeer ahead, ScriptedPeer behind)
      throws Exception {
    behind.send(Frame.close(code, "token expired"));
    behind.receive();
    behind.fin();
    ahead.send(Objects.requireNonNull(ahead.receive()));
  }

  @Test
  void aGatewayOfReactorNettyLosesTheCodeOfTheServerBehindIt() throws Exception {
    Legs legs =
        ended(reactor("1.3.7"), "ReactorGateway", "", GatewayLegsIT::theServerBehindSays4401);

    legs.nameEachOther();
    assertThat(legs.server.attribute("websocket.close.rule")).isEqualTo(LOST);
    assertThat(legs.server.attribute("websocket.close.evidence").toString())
        .contains("received Close 4401");
    assertThat(legs.client.attributes()).containsEntry("websocket.close.code", 4401L);
    assertThat(legs.client.attribute("websocket.close.evidence").toString())
        .contains("the close code was lost there");
  }

  @Test
  void aGatewayOfReactorNettyThatPassesTheCodeOnIsNotBlamed() throws Exception {
    Legs legs =
        ended(
            reactor("1.3.7"), "ReactorGateway", "/passes", GatewayLegsIT::theServerBehindSays4401);

    legs.nameEachOther();
    assertThat(legs.server.attributes())
        .containsEntry("websocket.close.code", 4401L)
        .containsEntry("websocket.close.rule", "application-code-sent");
    assertThat(legs.client.attribute("websocket.close.evidence").toString())
        .contains("was sent Close 4401")
        .doesNotContain("lost");
  }

  @Test
  void aClientThatBreaksOffIsHiddenFromTheServerBehind() throws Exception {
    Legs legs = ended(reactor("1.3.7"), "ReactorGateway", "", (ahead, behind) -> ahead.reset());

    legs.nameEachOther();
    assertThat(legs.server.attributes()).containsEntry("websocket.close.cause", "peer_reset");
    assertThat(legs.server.attribute("websocket.close.evidence").toString())
        .contains("the failure was hidden there");
    assertThat(legs.client.attribute("websocket.close.rule")).isEqualTo(HIDDEN);
  }

  @Test
  void springCloudGatewayPassesTheCodeOfTheServerBehindItOn() throws Exception {
    Legs legs =
        ended(springCloud(), "GatewayApplication", "", GatewayLegsIT::theServerBehindSays4401);

    legs.nameEachOther();
    assertThat(legs.server.attributes())
        .containsEntry("websocket.close.rule", "application-code-sent");
    assertThat(legs.server.attribute("websocket.close.evidence").toString())
        .contains("before, the outgoing leg")
        .contains("received Close 4401");
    assertThat(legs.client.attribute("websocket.close.evidence").toString())
        .contains("was sent Close 4401")
        .doesNotContain("lost");
  }

  @Test
  void springCloudGatewayPassesTheCodeOfItsClientOn() throws Exception {
    Legs legs =
        ended(
            springCloud(),
            "GatewayApplication",
            "",
            (ahead, behind) -> ahead.send(Frame.close(4001, "bye")));

    legs.nameEachOther();
    assertThat(legs.client.attributes())
        .containsEntry("websocket.close.rule", "application-code-sent");
    assertThat(legs.server.attribute("websocket.close.evidence").toString())
        .contains("was sent Close 4001")
        .doesNotContain("lost");
  }

  /** Its client is not told that anything failed: the Close frame has no code. */
  @Test
  void springCloudGatewayHidesThatTheServerBehindItBrokeOff() throws Exception {
    Legs legs = ended(springCloud(), "GatewayApplication", "", (ahead, behind) -> behind.reset());

    legs.nameEachOther();
    assertThat(legs.server.attributes()).containsEntry("websocket.close.rule", HIDDEN);
    assertThat(legs.client.attributes()).containsEntry("websocket.close.cause", "peer_reset");
    assertThat(legs.client.attribute("websocket.close.evidence").toString())
        .contains("the failure was hidden there");
  }

  @ParameterizedTest
  @CsvSource({
    "4.5.22, ''",
    "4.5.22, /answers-later",
    "5.2.3 , ''",
    "5.2.3 , /answers-later",
  })
  void aGatewayOfVertxLosesTheCodeOfTheServerBehindIt(String version, String path)
      throws Exception {
    Legs legs =
        ended(
            vertx(version), "VertxGateway", path, GatewayLegsIT::theServerBehindSays4401AndHangsUp);

    legs.nameEachOther();
    assertThat(legs.server.attribute("websocket.close.rule")).isEqualTo(LOST);
    assertThat(legs.server.attribute("websocket.framework")).isEqualTo("vertx");
    assertThat(legs.client.attribute("websocket.close.evidence").toString())
        .contains("the close code was lost there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.2.3"})
  void aGatewayOfVertxThatPassesTheCodeOnIsNotBlamed(String version) throws Exception {
    Legs legs =
        ended(
            vertx(version),
            "VertxGateway",
            "/passes",
            GatewayLegsIT::theServerBehindSays4401AndHangsUp);

    legs.nameEachOther();
    assertThat(legs.server.attributes())
        .containsEntry("websocket.close.code", 4401L)
        .containsEntry("websocket.close.rule", "application-code-sent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.2.3"})
  void aGatewayOfVertxHidesThatItsClientBrokeOff(String version) throws Exception {
    Legs legs = ended(vertx(version), "VertxGateway", "", (ahead, behind) -> ahead.reset());

    legs.nameEachOther();
    assertThat(legs.server.attributes()).containsEntry("websocket.close.cause", "peer_reset");
    assertThat(legs.client.attribute("websocket.close.rule")).isEqualTo(HIDDEN);
  }

  /** On the same event loop, and no bytes of the server's connection are handled there. */
  @ParameterizedTest
  @CsvSource({
    "4.5.22, /asks-by-a-timer",
    "4.5.22, /asks-elsewhere",
    "5.2.3 , /asks-by-a-timer",
    "5.2.3 , /asks-elsewhere",
  })
  void aClientOfVertxThatIsAskedForLaterIsNoLeg(String version, String path) throws Exception {
    ended(vertx(version), "VertxGateway", path, GatewayLegsIT::theServerBehindSays4401AndHangsUp)
        .knowNothingOfEachOther();
  }

  /** The second client's channel is made as the first one's ends. */
  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.2.3"})
  void aClientOfVertxThatHadToWaitIsTheLegOfWhoAskedForIt(String version) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = vertx(version).application("dev.hangup.netty.VertxGateway")) {
      int port = gateway.serve(Options.at("/" + listening.getLocalPort() + "/one-at-a-time"));
      try (ScriptedPeer first = ScriptedPeer.dial(port, false);
          ScriptedPeer second = ScriptedPeer.dial(port, false)) {
        first.askUpgrade("/echo");
        ScriptedPeer behindFirst = accepted(listening);
        first.readHead();
        second.askUpgrade("/echo");
        second.readHead();
        saysAndHangsUp(4401, first, behindFirst);
        ScriptedPeer behindSecond = accepted(listening);
        Legs of4401 = legs(facts.awaitEnd(), facts.awaitEnd());
        saysAndHangsUp(4402, second, behindSecond);
        Legs of4402 = legs(facts.awaitEnd(), facts.awaitEnd());

        of4401.nameEachOther();
        of4402.nameEachOther();
        assertThat(of4402.server.attribute("websocket.close.evidence").toString())
            .contains("received Close 4402");
      }
    }
  }

  /** Alone it might be a feed of all. */
  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.2.3"})
  void clientsOfVertxThatFirstMessagesAskForAreLegsWhereEachHasItsOwn(String version)
      throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = vertx(version).application("dev.hangup.netty.VertxGateway")) {
      int port = gateway.serve(Options.at("/" + listening.getLocalPort() + "/first-message"));
      try (ScriptedPeer first = ScriptedPeer.dial(port, false);
          ScriptedPeer second = ScriptedPeer.dial(port, false)) {
        ScriptedPeer behindFirst = behindTheFirstMessageOf(first, listening);
        saysAndHangsUp(4401, first, behindFirst);
        legs(facts.awaitEnd(), facts.awaitEnd()).knowNothingOfEachOther();

        ScriptedPeer behindSecond = behindTheFirstMessageOf(second, listening);
        try (ScriptedPeer third = ScriptedPeer.dial(port, false)) {
          ScriptedPeer behindThird = behindTheFirstMessageOf(third, listening);
          saysAndHangsUp(4401, second, behindSecond);
          legs(facts.awaitEnd(), facts.awaitEnd()).nameEachOther();
          saysAndHangsUp(4401, third, behindThird);
          legs(facts.awaitEnd(), facts.awaitEnd()).nameEachOther();
        }
      }
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static ScriptedPeer behindTheFirstMessageOf(ScriptedPeer ahead, ServerSocket listening)
      throws Exception {
    ahead.askUpgrade("/echo");
    ahead.readHead();
    ahead.send("hello");
    ScriptedPeer behind = accepted(listening);
    assertThat(Objects.requireNonNull(behind.receive()).text()).isEqualTo("hello");
    return behind;
  }

  /** What the first one's handler connects to is used by all. */
  @ParameterizedTest
  @ValueSource(strings = {"4.5.22", "5.2.3"})
  void aFeedOfVertxThatTheFirstOpensForAllIsNobodysLeg(String version) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        StackUnderTest gateway = vertx(version).application("dev.hangup.netty.VertxGateway")) {
      int port = gateway.serve(Options.at("/" + listening.getLocalPort() + "/shared"));
      try (ScriptedPeer first = ScriptedPeer.dial(port, false);
          ScriptedPeer second = ScriptedPeer.dial(port, false)) {
        first.askUpgrade("/echo");
        ScriptedPeer behind = accepted(listening);
        first.readHead();
        second.askUpgrade("/echo");
        second.readHead();
        for (ScriptedPeer each : List.of(first, second)) {
          each.send("hello");
          assertThat(Objects.requireNonNull(behind.receive()).text()).isEqualTo("hello");
        }
        saysAndHangsUp(4401, first, behind);
        second.send(Objects.requireNonNull(second.receive()));
        for (int end = 0; end < 3; end++) {
          assertThat(facts.awaitEnd().attribute("websocket.close.evidence").toString())
              .doesNotContain(" leg");
        }
      }
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static ScriptedPeer accepted(ServerSocket listening) throws Exception {
    ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false);
    peer.sendBytes(peer.upgradeResponse(peer.readHead()));
    return peer;
  }
}
