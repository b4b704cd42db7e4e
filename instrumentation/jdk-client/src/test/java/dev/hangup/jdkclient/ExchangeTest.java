// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.testkit.HeardWire;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {

  private final HeardWire wire = new HeardWire(Handshake.asClient("jdk-client"));
  private final List<String> told = wire.facts();
  private final Exchange exchange = new Exchange(wire, false);

  @Test
  void anEndIsToldWhereNobodyWrites() {
    exchange.writes();
    exchange.written();
    exchange.closes();
    assertThat(told).containsExactly("LOCAL_CLOSE");
    exchange.closed();
    assertThat(told).containsExactly("LOCAL_CLOSE", "CLOSED");
  }

  @Test
  void whatIsWrittenMeanwhileComesBeforeTheEnd() {
    exchange.writes();
    exchange.closes();
    assertThat(exchange.isOpen()).isTrue();
    exchange.closed();
    assertThat(exchange.isOpen()).isFalse();
    assertThat(told).isEmpty();
    exchange.written();
    assertThat(told).containsExactly("LOCAL_CLOSE", "CLOSED");
  }

  @Test
  void theOneWhoComesLastTellsTheEnd() {
    exchange.writes();
    exchange.closes();
    exchange.written();
    assertThat(told).containsExactly("LOCAL_CLOSE");
    exchange.closed();
    assertThat(told).containsExactly("LOCAL_CLOSE", "CLOSED");
  }

  @Test
  void aWriteThatIsRefusedLosesNoEnd() {
    exchange.closes();
    exchange.writes();
    exchange.closed();
    exchange.written();
    assertThat(told).contains("CLOSED").startsWith("LOCAL_CLOSE");
  }

  @Test
  void overTlsNobodyIsWaitedFor() {
    Exchange encrypted = new Exchange(wire, true);
    encrypted.writes();
    encrypted.closes();
    encrypted.closed();
    assertThat(told).containsExactly("LOCAL_CLOSE", "CLOSED");
    encrypted.written();
    assertThat(told).hasSize(2);
  }
}
