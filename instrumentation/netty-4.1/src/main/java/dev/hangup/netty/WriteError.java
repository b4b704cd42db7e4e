// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import net.bytebuddy.asm.Advice;

/**
 * The transport closes itself. An {@code IOException} is a write that failed; all other closes come
 * with a {@code ClosedChannelException} here.
 */
final class WriteError {

  private WriteError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) ChannelPromise promise, @Advice.Argument(1) Throwable cause) {
    if (cause instanceof IOException && !(cause instanceof ClosedChannelException)) {
      Wire wire = Tapped.wire(promise.channel());
      if (wire != null) {
        wire.writeFailed(cause);
      }
    }
  }
}
