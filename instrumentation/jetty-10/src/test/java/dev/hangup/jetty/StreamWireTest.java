// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Threads are not needed to be two of them: a thread that reads is one that called {@code
 * reading()}, and here no thread is inside a connection's read, so whoever signals is another one.
 */
class StreamWireTest {

  private final Heard heard = new Heard();
  private final StreamWire wire = new StreamWire(heard);

  @Test
  void anEndHeardElsewhereWaitsForWhatIsStillBeingRead() {
    wire.reading();
    wire.readFailed(new EOFException());
    wire.closed();
    assertThat(heard.facts).isEmpty();

    wire.inbound(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0x02, 0x03, (byte) 0xe8}));
    wire.read();
    assertThat(heard.facts).startsWith("4 bytes", "READ_FAILED").endsWith("CLOSED");
  }

  @Test
  void anEndIsToldAtOnceWhereNobodyReads() {
    wire.reading();
    wire.read();
    wire.eof();
    wire.closed();
    assertThat(heard.facts).startsWith("EOF").endsWith("CLOSED");
  }

  @Test
  void anEndOfOurOwnMakingWaitsForNobody() {
    wire.reading();
    wire.localClose();
    wire.closed();
    assertThat(heard.facts).startsWith("LOCAL_CLOSE").endsWith("CLOSED");
  }

  @Test
  void whatThePeerDidFirstIsNotOurDoing() {
    wire.reading();
    wire.eof();
    wire.localClose();
    wire.closed();
    assertThat(heard.facts).isEmpty();

    wire.read();
    assertThat(heard.facts).containsExactly("EOF", "LOCAL_CLOSE", "CLOSED");
  }

  /** Jetty sends a second reader away at once; the first is still at it. */
  @Test
  void theLastOfSeveralReadersTellsTheEnd() {
    wire.reading();
    wire.reading();
    wire.eof();
    wire.closed();
    wire.read();
    assertThat(heard.facts).isEmpty();

    wire.read();
    assertThat(heard.facts).containsExactly("EOF", "CLOSED");
  }

  @Test
  void allElseGoesThroughAtOnce() {
    wire.reading();
    wire.opened();
    wire.outbound(0x81, false, 1);
    wire.outboundPayload(ByteBuffer.allocate(1), 0, 1);
    wire.idle(1, null);
    wire.limit(1);
    wire.handlerFailed(new IllegalStateException());
    wire.unseen();
    wire.refused(500, null);
    assertThat(heard.facts)
        .containsExactly(
            "opened", "frame", "payload", "idle", "limit", "handler", "unseen", "refused");
    assertThat(wire.handshake()).isSameAs(heard.handshake());
  }

  @Test
  void aConnectionOnASocketKeepsItsWire() {
    EndPoint socket = nothing(EndPoint.class, null);
    assertThat(StreamWire.of(heard, nothing(Connection.class, socket))).isSameAs(heard);
  }

  /** Answers everything it is asked with {@code answer}. */
  private static <T> T nothing(Class<T> type, @Nullable Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
  }

  private static final class Heard extends Wire {

    private final List<String> facts = new ArrayList<>();
    private final Handshake handshake = Handshake.asServer("jetty");

    @Override
    public Handshake handshake() {
      return handshake;
    }

    @Override
    protected void onOpened() {
      facts.add("opened");
    }

    @Override
    protected void onRefused(int status, @Nullable Throwable failure) {
      facts.add("refused");
    }

    @Override
    protected void onInbound(ByteBuffer bytes, int from, int to) {
      facts.add(to - from + " bytes");
    }

    @Override
    protected void onUnseen() {
      facts.add("unseen");
    }

    @Override
    protected void onOutbound(int firstByte, boolean masked, long length) {
      facts.add("frame");
    }

    @Override
    protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
      facts.add("payload");
    }

    @Override
    protected void onSignal(Signal signal, @Nullable Throwable failure) {
      facts.add(signal.name());
    }

    @Override
    protected void onIdle(long limitNanos, @Nullable String setting) {
      facts.add("idle");
    }

    @Override
    protected void onHandlerFailed(Throwable failure) {
      facts.add("handler");
    }

    @Override
    protected void onLimit(long bytes) {
      facts.add("limit");
    }

    @Override
    protected void onBlind() {
      facts.add("blind");
    }
  }
}
