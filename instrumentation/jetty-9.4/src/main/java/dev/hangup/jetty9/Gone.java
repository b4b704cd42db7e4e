// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The transport is gone. */
final class Gone {

  private Gone() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("connection") Object own, @Advice.Argument(0) @Nullable Object closed) {
    Wire wire = closed == own ? Tapped.connection(own) : null;
    if (wire != null) {
      wire.closed();
    }
  }
}
