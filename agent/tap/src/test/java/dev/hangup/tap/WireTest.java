// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

  private final RecordingWire wire = new RecordingWire();

  @Test
  void whatTheParserLeavesIsNotToldTwice() {
    wire.inbound(bytes("abcdef"));
    wire.consumed(2);
    wire.inbound(bytes("efghi"));

    assertThat(wire.seen()).isEqualTo("abcdefghi");
  }

  @Test
  void aReadThatBringsNothingNewTellsNothing() {
    wire.inbound(bytes("ab"));
    wire.consumed(2);
    wire.inbound(bytes("ab"));
    wire.consumed(2);
    wire.inbound(bytes("abc"));

    assertThat(wire.seen()).isEqualTo("abc");
    assertThat(wire.calls).isEqualTo(2);
  }

  @Test
  void whatThePayloadWasUnmaskedToInPlaceIsNotReadAgain() {
    ByteBuffer read = bytes("head");
    wire.inbound(read);
    read.put(0, (byte) '!').put(1, (byte) '!');
    wire.consumed(4);
    ByteBuffer next = bytes("!!ad-tail");
    wire.inbound(next);

    assertThat(wire.seen()).isEqualTo("head-tail");
  }

  @Test
  void aParserThatDropsWhatItHadNotConsumedHidesNothingLater() {
    wire.inbound(bytes("abc"));
    wire.consumed(3);
    // Fewer bytes than were left: the stack threw some away. There is nothing new in them.
    wire.inbound(bytes("c"));
    wire.consumed(0);
    wire.inbound(bytes("def"));

    assertThat(wire.seen()).isEqualTo("abcdef");
  }

  @Test
  void theBufferStaysAsItWas() {
    ByteBuffer read = ByteBuffer.wrap("..abc..".getBytes(US_ASCII)).position(2).limit(5);
    wire.inbound(read);

    assertThat(read.position()).isEqualTo(2);
    assertThat(read.limit()).isEqualTo(5);
    assertThat(wire.seen()).isEqualTo("abc");
  }

  /** The same bytes, however they are cut into reads and however much the parser takes of each. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyByteIsToldOnceHoweverTheParserTakesThem(long seed) {
    Random random = new Random(seed);
    byte[] sent = new byte[4096];
    random.nextBytes(sent);
    int arrived = 0;
    int consumed = 0;
    while (arrived < sent.length) {
      arrived = Math.min(sent.length, arrived + random.nextInt(64));
      ByteBuffer buffer = ByteBuffer.wrap(sent, consumed, arrived - consumed);
      if (random.nextBoolean()) {
        wire.inbound(buffer);
      } else {
        int fresh = wire.fresh(buffer.remaining());
        if (fresh > 0) {
          wire.bytes(buffer, buffer.limit() - fresh, buffer.limit());
        }
      }
      consumed += random.nextInt(arrived - consumed + 1);
      wire.consumed(arrived - consumed);
    }

    assertThat(wire.in.toByteArray()).isEqualTo(sent);
  }

  @Test
  void afterAFailureOfOursTheWireIsBlindAndStillEnds() {
    wire.failing = true;
    assertThatCode(() -> wire.inbound(bytes("a"))).doesNotThrowAnyException();
    wire.failing = false;
    wire.inbound(bytes("b"));
    wire.eof();
    wire.closed();

    assertThat(wire.seen()).isEmpty();
    assertThat(wire.blinded).isEqualTo(1);
    assertThat(wire.ends).isEqualTo("EOF CLOSED ");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** Keeps what it is told. */
  private static final class RecordingWire extends Wire {

    private final Handshake handshake = Handshake.asServer("test");
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();
    private int calls;
    private int blinded;
    private boolean failing;
    private String ends = "";

    String seen() {
      return in.toString(US_ASCII);
    }

    @Override
    public Handshake handshake() {
      return handshake;
    }

    @Override
    protected void onInbound(ByteBuffer bytes, int from, int to) {
      if (failing) {
        throw new IllegalStateException("ours");
      }
      calls++;
      for (int i = from; i < to; i++) {
        in.write(bytes.get(i));
      }
    }

    @Override
    protected void onSignal(Signal signal, @Nullable Throwable failure) {
      ends += signal + " ";
    }

    @Override
    protected void onBlind() {
      blinded++;
    }

    @Override
    protected void onOpened() {}

    @Override
    protected void onRefused(int status, @Nullable Throwable failure) {}

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
  }
}
