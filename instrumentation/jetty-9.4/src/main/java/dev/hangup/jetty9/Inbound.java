// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.common.Parser;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent, as the parser is about to read it. Read before the parser runs, which unmasks
 * in place.
 */
final class Inbound {

  private Inbound() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This Parser parser, @Advice.Argument(0) ByteBuffer bytes) {
    Wire wire = Tapped.parsing(parser);
    if (wire != null) {
      wire.inbound(bytes);
    }
    return wire;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object wire,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (wire != null) {
      // After a violation the caller throws the rest away.
      ((Wire) wire).consumed(thrown == null ? bytes.remaining() : 0);
    }
  }
}
