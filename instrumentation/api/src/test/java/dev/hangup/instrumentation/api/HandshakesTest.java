// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What servers refuse, and what becomes of a client's request. */
class HandshakesTest {

  /** As a class of a library. */
  private static final class Request {}

  private static final int LOWEST = 200;

  private final List<String> told = new ArrayList<>();
  private final Request request = new Request();
  private final RefusedUpgrades server = new RefusedUpgrades(Request.class);
  private final ClientUpgrade client = new ClientUpgrade(Request.class);

  @BeforeEach
  void observe() {
    WireTap.install(new RecordingSink(told));
  }

  @AfterEach
  void observeNoMore() {
    WireTap.install(null);
  }

  private static Handshake handshake() {
    return Handshake.asServer("test");
  }

  private void answered(int status) {
    server.answered(request, status, LOWEST, HandshakesTest::handshake);
  }

  @Test
  void anUpgradeThatWasNeverAskedForIsRefusedOnce() {
    answered(404);
    assertThat(told).containsExactly("refused 404 null");
  }

  @Test
  void whatWasThrownIsToldWithTheAnswer() {
    IOException thrown = new IOException("no");
    server.notAgreed(request, new RecordedWire(handshake(), told), thrown);
    assertThat(told).isEmpty();
    answered(500);
    assertThat(told).containsExactly("refused 500 java.io.IOException: no");
  }

  /** Servers use their request objects again. */
  @Test
  void theNextRequestIsAnother() {
    server.notAgreed(request, new RecordedWire(handshake(), told), new IOException("no"));
    answered(500);
    answered(403);
    assertThat(told).containsExactly("refused 500 java.io.IOException: no", "refused 403 null");
  }

  @Test
  void anAnswerThatAgreesIsNoRefusal() {
    server.notAgreed(request, new RecordedWire(handshake(), told), null);
    answered(101);
    answered(0); // nothing was sent
    assertThat(told).isEmpty();
  }

  @Test
  void aStatusTellsMoreThanWhatALibraryMakesOfIt() {
    client.begin(request, HandshakesTest::handshake);
    client.refused(request, 403, new IOException("Failed to upgrade"), name -> null);
    assertThat(told).containsExactly("refused 403 null");
  }

  @Test
  void withoutAnAnswerTheFailureIsTold() {
    client.begin(request, HandshakesTest::handshake);
    client.refused(request, -1, new IOException("refused"), name -> null);
    client.refused(request, 0, new IOException("once more"), name -> null);
    assertThat(told).containsExactly("refused 0 java.io.IOException: refused");
  }

  @Test
  void aClientsHeadersAreThoseThatWereSent() {
    client.begin(request, HandshakesTest::handshake);
    UpgradeUnderWay agreed =
        Objects.requireNonNull(
            client.agreed(request, name -> name.equals("host") ? "example.org" : null));
    Wire wire = agreed.agreed();
    agreed.end();
    assertThat(wire).isNotNull();
    assertThat(wire.handshake().host()).isEqualTo("example.org");
    assertThat(UpgradeUnderWay.current()).isNull();
  }

  @Test
  void withoutAnObserverNothingIsKept() {
    WireTap.install(null);
    client.begin(request, HandshakesTest::handshake);
    assertThat(client.agreed(request, name -> null)).isNull();
    answered(404);
    assertThat(told).isEmpty();
  }
}
