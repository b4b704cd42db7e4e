// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent, as the parser is about to read it. Read before the parser runs, which unmasks
 * in place and returns one wire frame as several where it fragments by itself.
 */
final class Inbound {

  private Inbound() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This Object parser,
      @Advice.FieldValue("configuration") Object session,
      @Advice.Argument(0) ByteBuffer bytes) {
    Wire wire = Tapped.parsing(session, parser);
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
