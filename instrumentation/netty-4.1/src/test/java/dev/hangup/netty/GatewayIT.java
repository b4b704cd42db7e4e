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
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Spring Cloud Gateway between two peers: a message too big for either of its legs, and the
 * property named for it, set.
 */
class GatewayIT {

  private static final String PROPERTY =
      "spring.cloud.gateway.server.webflux.httpclient.websocket.max-frame-payload-length";

  private static final int DEFAULT = 65_536;

  private final ExportedFacts facts = ExportedFacts.record();

  @Test
  void theRemedyOfEachLegIsThePropertyOfTheGateway() throws Exception {
    Library library =
        Library.shared(
            new StackVersion(
                "gateway-5.0.4",
                List.of(
                    "org.springframework.cloud:spring-cloud-starter-gateway-server-webflux:5.0.4"),
                Set.of()));
    try (ServerSocket behind = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      Options options = Options.at("/" + behind.getLocalPort());
      try (StackUnderTest gateway = library.application("dev.hangup.netty.GatewayApplication")) {
        int port = gateway.serve(options.withMaxFrame(DEFAULT));
        isNamed("client", tooBigFrom(true, port, behind));
        isNamed("server", tooBigFrom(false, port, behind));
      }
      try (StackUnderTest gateway = library.application("dev.hangup.netty.GatewayApplication")) {
        int port = gateway.serve(options.withMaxFrame(3 * DEFAULT));
        passesBothWays(port, behind);
      }
    }
    assertThat(facts.suppressedFailures()).isZero();
  }

  private List<ExportedSpan> tooBigFrom(boolean behindIt, int port, ServerSocket behind)
      throws Exception {
    try (ScriptedPeer ahead = ScriptedPeer.dial(port, false)) {
      ahead.askUpgrade("/echo");
      try (ScriptedPeer server = accepted(behind)) {
        ahead.readHead();
        (behindIt ? server : ahead).sendRefused(tooBig());
        return List.of(facts.awaitEnd(), facts.awaitEnd());
      }
    }
  }

  private static void isNamed(String role, List<ExportedSpan> legs) {
    assertThat(legs)
        .allSatisfy(
            leg ->
                assertThat(leg.attributes())
                    .containsEntry("websocket.framework", "spring-cloud-gateway"));
    assertThat(legs)
        .filteredOn(leg -> role.equals(leg.attribute("websocket.role")))
        .singleElement()
        .satisfies(
            leg -> {
              assertThat(leg.attributes())
                  .containsEntry("websocket.close.cause", "message_too_big")
                  .containsEntry("websocket.close.initiator", "local");
              assertThat(leg.attribute("websocket.close.remediation").toString())
                  .contains(PROPERTY)
                  .doesNotContain("WebsocketServerSpec");
            });
  }

  private static void passesBothWays(int port, ServerSocket behind) throws Exception {
    try (ScriptedPeer ahead = ScriptedPeer.dial(port, false)) {
      ahead.askUpgrade("/echo");
      try (ScriptedPeer server = accepted(behind)) {
        ahead.readHead();
        server.send(tooBig());
        assertThat(ahead.receive()).extracting(Frame::size).isEqualTo(tooBig().size());
        ahead.send(tooBig());
        assertThat(server.receive()).extracting(Frame::size).isEqualTo(tooBig().size());
      }
    }
  }

  private static Frame tooBig() {
    return Frame.text("x".repeat(DEFAULT + 1));
  }

  private static ScriptedPeer accepted(ServerSocket listening) throws Exception {
    ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false);
    peer.sendBytes(peer.upgradeResponse(peer.readHead()));
    return peer;
  }
}
