// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;

/** The application's own timers: marks, since it may answer with a ping. */
final class IdleTimers {

  private IdleTimers() {}

  /** The application's own idle timer fired; it may answer with a ping. */
  @OnEnter
  static void idle(
      @Advice.This IdleStateHandler handler,
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.Argument(1) IdleStateEvent event) {
    ChannelConnection tapped = ChannelState.of(context.channel());
    Wire wire = tapped == null ? null : tapped.wire();
    if (tapped == null || wire == null) {
      return;
    }
    Channel channel = context.channel();
    switch (event.state()) {
      case READER_IDLE -> {
        Stalls.telling(tapped, channel);
        fired(wire, handler.getReaderIdleTimeInMillis(), "readerIdleTime");
      }
      case WRITER_IDLE -> {
        long limit = handler.getWriterIdleTimeInMillis();
        Stalls.nothingWritten(tapped, channel, TimeUnit.MILLISECONDS.toNanos(limit));
        fired(wire, limit, "writerIdleTime");
      }
      case ALL_IDLE -> {
        long limit = handler.getAllIdleTimeInMillis();
        Stalls.nothingWritten(tapped, channel, TimeUnit.MILLISECONDS.toNanos(limit));
        fired(wire, limit, "allIdleTime");
      }
    }
  }

  private static void fired(Wire wire, long millis, String setting) {
    wire.idle(TimeUnit.MILLISECONDS.toNanos(millis), "IdleStateHandler " + setting);
  }

  /** Nothing was read for the time set. */
  @OnEnter
  static void readTimeout(
      @Advice.This Object handler, @Advice.Argument(0) ChannelHandlerContext context) {
    Wire wire = ChannelState.wire(context.channel());
    if (wire != null) {
      // Before 4.1.5 this handler is no IdleStateHandler and keeps its limit to itself.
      long limit =
          handler instanceof IdleStateHandler idle
              ? TimeUnit.MILLISECONDS.toNanos(idle.getReaderIdleTimeInMillis())
              : -1;
      wire.idle(limit, "ReadTimeoutHandler timeout");
    }
  }

  /** A write did not get through in the time set: the peer does not read. */
  @OnEnter
  static void writeTimeout(
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.FieldValue("timeoutNanos") long limit) {
    Wire wire = ChannelState.wire(context.channel());
    if (wire != null) {
      wire.sendStalled(limit);
    }
  }
}
