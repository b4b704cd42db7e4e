// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;

/** The application's own idle timer fired; it may answer with a ping. */
final class Idle {

  private Idle() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This IdleStateHandler handler,
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.Argument(1) IdleStateEvent event) {
    Wire wire = Tapped.wire(context.channel());
    if (wire == null) {
      return;
    }
    switch (event.state()) {
      case READER_IDLE -> fired(wire, handler.getReaderIdleTimeInMillis(), "readerIdleTime");
      case WRITER_IDLE -> fired(wire, handler.getWriterIdleTimeInMillis(), "writerIdleTime");
      case ALL_IDLE -> fired(wire, handler.getAllIdleTimeInMillis(), "allIdleTime");
    }
  }

  private static void fired(Wire wire, long millis, String setting) {
    wire.idle(TimeUnit.MILLISECONDS.toNanos(millis), "IdleStateHandler " + setting);
  }
}
