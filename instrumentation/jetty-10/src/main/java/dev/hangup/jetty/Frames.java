// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.FirstByte;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.Frame;
import org.jspecify.annotations.Nullable;

/** What passes the parser and the generator. */
final class Frames {

  private Frames() {}

  /**
   * What the peer sent, as the parser is about to read it. Read before the parser runs, which
   * unmasks in place and returns one wire frame as several where it fragments by itself.
   */
  @OnEnter
  static @Nullable Object read(
      @Advice.This Object parser,
      @Advice.FieldValue("configuration") Object session,
      @Advice.Argument(0) ByteBuffer bytes) {
    Wire wire = SessionState.parsing(session, parser);
    if (wire != null) {
      wire.inbound(bytes);
      if (bytes.hasRemaining()) {
        // Read together with a frame after which the application did not ask for more at once.
        wire.handling();
      }
    }
    return wire;
  }

  @OnExit
  static void readDone(
      @Advice.Enter @Nullable Object wire,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (wire != null) {
      // After a violation the caller throws the rest away.
      ((Wire) wire).consumed(thrown == null ? bytes.remaining() : 0);
    }
  }

  /**
   * What this side sends, as the flusher takes it from its queue: extensions and fragmentation are
   * done, one header here is one frame on the wire. The payload is masked later, in a copy.
   */
  @OnEnter
  static void write(@Advice.This Object generator, @Advice.Argument(0) Frame frame) {
    Wire wire = SessionState.generator(generator);
    if (wire == null) {
      return;
    }
    boolean shown = wire.outbound(firstByte(frame), frame.isMasked(), frame.getPayloadLength());
    ByteBuffer payload = frame.getPayload();
    if (shown && payload != null && payload.hasRemaining()) {
      wire.outboundPayload(payload, payload.position(), payload.limit());
    }
  }

  private static int firstByte(Frame frame) {
    return FirstByte.of(
        frame.isFin(), frame.isRsv1(), frame.isRsv2(), frame.isRsv3(), frame.getOpCode());
  }
}
