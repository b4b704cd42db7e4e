// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExchangeTest {

  private final List<Wire.Signal> told = new ArrayList<>();
  private final Exchange exchange = new Exchange(new Signals(), false);

  @Test
  void anEndIsToldWhereNobodyWrites() {
    exchange.writes();
    exchange.written();
    exchange.closes();
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE);
    exchange.closed();
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE, Wire.Signal.CLOSED);
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
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE, Wire.Signal.CLOSED);
  }

  @Test
  void theOneWhoComesLastTellsTheEnd() {
    exchange.writes();
    exchange.closes();
    exchange.written();
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE);
    exchange.closed();
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE, Wire.Signal.CLOSED);
  }

  @Test
  void aWriteThatIsRefusedLosesNoEnd() {
    exchange.closes();
    exchange.writes();
    exchange.closed();
    exchange.written();
    assertThat(told).contains(Wire.Signal.CLOSED).startsWith(Wire.Signal.LOCAL_CLOSE);
  }

  @Test
  void overTlsNobodyIsWaitedFor() {
    Exchange encrypted = new Exchange(new Signals(), true);
    encrypted.writes();
    encrypted.closes();
    encrypted.closed();
    assertThat(told).containsExactly(Wire.Signal.LOCAL_CLOSE, Wire.Signal.CLOSED);
    encrypted.written();
    assertThat(told).hasSize(2);
  }

  private final class Signals extends Wire {

    private final Handshake handshake = Handshake.asClient("jdk-client");

    @Override
    public Handshake handshake() {
      return handshake;
    }

    @Override
    protected void onSignal(Wire.Signal signal, @Nullable Throwable failure) {
      told.add(signal);
    }

    @Override
    protected void onOpened() {}

    @Override
    protected void onRefused(int status, @Nullable Throwable failure) {}

    @Override
    protected void onInbound(ByteBuffer bytes, int from, int to) {}

    @Override
    protected void onFrameBoundary() {}

    @Override
    protected void onUnseen() {}

    @Override
    protected boolean onOutbound(int firstByte, boolean masked, long length) {
      return false;
    }

    @Override
    protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {}

    @Override
    protected void onIdle(long limitNanos, @Nullable String setting) {}

    @Override
    protected void onSendStalled(long nanos) {}

    @Override
    protected void onHandlerFailed(Throwable failure) {}

    @Override
    protected void onLimit(long bytes) {}

    @Override
    protected void onBlind() {}
  }
}
