// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.Frame;

/**
 * What this side sends, as the flusher takes it from its queue: extensions and fragmentation are
 * done, one header here is one frame on the wire. The payload is masked later, in a copy.
 */
final class Outbound {

  private Outbound() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object generator, @Advice.Argument(0) Frame frame) {
    Wire wire = Tapped.generator(generator);
    if (wire == null) {
      return;
    }
    wire.outbound(firstByte(frame), frame.isMasked(), frame.getPayloadLength());
    ByteBuffer payload = frame.getPayload();
    if (payload != null && payload.hasRemaining()) {
      wire.outboundPayload(payload, payload.position(), payload.limit());
    }
  }

  private static int firstByte(Frame frame) {
    return (frame.isFin() ? 0x80 : 0)
        | (frame.isRsv1() ? 0x40 : 0)
        | (frame.isRsv2() ? 0x20 : 0)
        | (frame.isRsv3() ? 0x10 : 0)
        | (frame.getOpCode() & 0x0f);
  }
}
