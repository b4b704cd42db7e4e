// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FrameWriterTest {

  private static String server(Consumer<FrameWriter> frames) {
    return written(new FrameWriter(Role.SERVER), frames);
  }

  private static String client(Consumer<FrameWriter> frames) {
    return written(new FrameWriter(Role.CLIENT, () -> 0x01020304), frames);
  }

  private static String written(FrameWriter writer, Consumer<FrameWriter> frames) {
    frames.accept(writer);
    return RecordedMessages.hex(writer.written());
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(Hex.bytes(hex));
  }

  @Test
  void everyKindOfFrameIsWrittenInItsShortestForm() {
    assertThat(server(w -> w.text("hi"))).isEqualTo("81026869");
    assertThat(server(w -> w.binary(bytes("01 02")))).isEqualTo("82020102");
    assertThat(server(w -> w.ping(bytes("70")))).isEqualTo("890170");
    assertThat(server(w -> w.pong(bytes("70")))).isEqualTo("8a0170");
    assertThat(server(w -> w.close(1000, "ok"))).isEqualTo("880403e86f6b");
    assertThat(server(FrameWriter::closeWithoutStatus)).isEqualTo("8800");
    assertThat(server(w -> w.binary(bytes("00*126")))).startsWith("827e007e00");
    assertThat(server(w -> w.binary(bytes("00*65535")))).startsWith("827effff00");
    assertThat(server(w -> w.binary(bytes("00*65536")))).startsWith("827f000000000001000000");
  }

  @Test
  void aClientMasksAndFragmentsAreContinuations() {
    assertThat(client(w -> w.text("abcdef"))).isEqualTo("818601020304606060606464");
    assertThat(client(w -> w.text(bytes("61 62 63"), 2)))
        .isEqualTo("0182010203046060" + "80810102030462");
  }

  @Test
  void brokenFramesComeOutAsAskedFor() {
    RawFrame ping = RawFrame.of(0x89, bytes("61"));
    assertThat(server(w -> w.raw(ping))).isEqualTo("890161");
    assertThat(server(w -> w.raw(ping.masked(0x01020304)))).isEqualTo("89810102030460");
    assertThat(server(w -> w.raw(ping.announcing(RawFrame.LengthForm.SIXTEEN_BITS, 1))))
        .isEqualTo("897e000161");
    assertThat(server(w -> w.raw(ping.announcing(RawFrame.LengthForm.SIXTY_FOUR_BITS, -1))))
        .isEqualTo("897fffffffffffffffff61");
    assertThat(server(w -> w.raw(RawFrame.of(0xf3, bytes("61"))))).isEqualTo("f30161");
  }

  @Test
  void whatWouldBreakARuleIsRefused() {
    FrameWriter writer = new FrameWriter(Role.SERVER);
    assertThatThrownBy(() -> writer.close(1006, ""))
        .hasMessage("1006 must not be sent in a Close frame");
    assertThatThrownBy(() -> writer.close(1000, "x".repeat(124)))
        .hasMessage("a control frame holds at most 125 bytes, not 126");
    assertThatThrownBy(() -> writer.text(bytes("61 ff"))).hasMessage("not UTF-8 at byte 1");
    assertThatThrownBy(() -> writer.text(bytes("61 c3"))).hasMessage("not UTF-8 at byte 2");
    assertThatThrownBy(() -> writer.binary(bytes("61"), 0))
        .hasMessage("a fragment needs at least one byte, not 0");
    assertThat(writer.written().hasRemaining()).isFalse();
  }

  @Test
  void afterACloseOnlyPingsAndPongsAreWritten() {
    FrameWriter writer = new FrameWriter(Role.SERVER);
    writer.close(1000, "");
    writer.pong(bytes("70"));
    assertThatThrownBy(() -> writer.text("late")).hasMessage("the Close frame has been written");
    assertThatThrownBy(writer::closeWithoutStatus).hasMessage("the Close frame has been written");
  }

  @Test
  void drainingSendsEachByteOnce() throws Exception {
    FrameWriter writer = new FrameWriter(Role.SERVER);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.text("a");
    writer.drainTo(out);
    writer.text("b");
    writer.drainTo(out);
    writer.drainTo(out);
    assertThat(RecordedMessages.hex(ByteBuffer.wrap(out.toByteArray()))).isEqualTo("810161810162");
  }
}
