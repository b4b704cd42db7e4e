// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Handshake;
import dev.hangup.testkit.HeardWire;
import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Threads are not needed to be two of them: a thread that reads is one that called {@code
 * reading()}, and here no thread is inside a connection's read, so whoever signals is another one.
 */
class StreamWireTest {

  private final HeardWire heard = new HeardWire(Handshake.asServer("jetty"));
  private final StreamWire wire = new StreamWire(heard);

  @Test
  void anEndHeardElsewhereWaitsForWhatIsStillBeingRead() {
    wire.reading();
    wire.readFailed(new EOFException());
    wire.closed();
    assertThat(heard.facts()).isEmpty();

    wire.inbound(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0x02, 0x03, (byte) 0xe8}));
    wire.read();
    assertThat(heard.facts()).startsWith("4 bytes", "READ_FAILED").endsWith("CLOSED");
  }

  @Test
  void anEndIsToldAtOnceWhereNobodyReads() {
    wire.reading();
    wire.read();
    wire.eof();
    wire.closed();
    assertThat(heard.facts()).startsWith("EOF").endsWith("CLOSED");
  }

  @Test
  void anEndOfOurOwnMakingWaitsForNobody() {
    wire.reading();
    wire.localClose();
    wire.closed();
    assertThat(heard.facts()).startsWith("LOCAL_CLOSE").endsWith("CLOSED");
  }

  @Test
  void whatThePeerDidFirstIsNotOurDoing() {
    wire.reading();
    wire.eof();
    wire.localClose();
    wire.closed();
    assertThat(heard.facts()).isEmpty();

    wire.read();
    assertThat(heard.facts()).containsExactly("EOF", "LOCAL_CLOSE", "CLOSED");
  }

  /** Jetty sends a second reader away at once; the first is still at it. */
  @Test
  void theLastOfSeveralReadersTellsTheEnd() {
    wire.reading();
    wire.reading();
    wire.eof();
    wire.closed();
    wire.read();
    assertThat(heard.facts()).isEmpty();

    wire.read();
    assertThat(heard.facts()).containsExactly("EOF", "CLOSED");
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
    assertThat(heard.facts())
        .containsExactly(
            "opened", "frame", "payload", "idle", "limit", "handler", "unseen", "refused");
    assertThat(wire.handshake()).isSameAs(heard.handshake());
  }

  @Test
  void aConnectionOnASocketKeepsItsWire() {
    EndPoint socket = nothing(EndPoint.class, null);
    assertThat(SessionState.onStream(heard, nothing(Connection.class, socket))).isSameAs(heard);
  }

  /** Answers everything it is asked with {@code answer}. */
  private static <T> T nothing(Class<T> type, @Nullable Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
  }
}
