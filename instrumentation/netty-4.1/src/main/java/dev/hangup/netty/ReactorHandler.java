// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.netty.common.ChannelConnection;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * What became of an application's handler on Reactor Netty, which writes a Close frame without a
 * code or with 1002 for every exception and logs nothing. An operator that fails cancels first what
 * it receives, and that alone makes Reactor Netty send its Close frame; the exception comes down
 * the stream after it.
 */
final class ReactorHandler {

  private static final int MOST_CAUSES = 8;

  /** The exception with which a client's handler is just ending on this thread. */
  private static final ThreadLocal<Throwable> ENDING = new ThreadLocal<>();

  private ReactorHandler() {}

  /** The handler no longer listens: Reactor Netty says goodbye, unless it did. */
  @OnEnter
  static @Nullable Object cancelled(@Advice.This Object operations) {
    ChannelConnection tapped = ReactorChannel.tapped(operations);
    if (tapped != null) {
      ReactorChannel.remember(operations, tapped);
      tapped.abandoning();
    }
    return tapped;
  }

  @OnExit
  static void cancelledDone(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((ChannelConnection) tapped).abandonedInVain();
    }
  }

  /** The handler of a server ended with an exception. */
  @OnEnter
  static void failed(@Advice.This Object operations, @Advice.Argument(0) Throwable failure) {
    ChannelConnection tapped = ReactorChannel.tapped(operations);
    if (tapped != null) {
      over(tapped, failure);
    }
  }

  /**
   * What the handler sends ends with an exception. Where the connection was closed meanwhile,
   * Reactor Netty drops it: this is the usual way of {@code send(receive().map(…))}.
   */
  @OnEnter
  static void sendFailed(
      @Advice.FieldValue("ctx") ChannelHandlerContext context,
      @Advice.Argument(0) Throwable failure) {
    ChannelConnection tapped = ChannelState.of(context.channel());
    if (tapped != null && tapped.isAbandoned()) {
      over(tapped, failure);
    }
  }

  /**
   * Some stream ends with an exception and cleans up behind it; a client's handler among others.
   */
  @OnEnter
  static @Nullable Object cleaningUp(@Advice.Argument(0) Throwable failure) {
    Throwable outer = ENDING.get();
    ENDING.set(failure);
    return outer;
  }

  @OnExit
  static void cleaningUpDone(@Advice.Enter @Nullable Object outer) {
    if (outer == null) {
      ENDING.remove();
    } else {
      ENDING.set((Throwable) outer);
    }
  }

  /** The handler of a client is through. */
  @OnEnter
  static void cleanedUp(@Advice.Argument(0) Object operations) {
    ChannelConnection tapped = ReactorChannel.tapped(operations);
    Throwable failure = ENDING.get();
    if (tapped != null && failure != null) {
      over(tapped, failure);
    }
  }

  private static void over(ChannelConnection tapped, Throwable failure) {
    if (!isOfTheConnection(tapped, failure)) {
      tapped.handlerFailed(failure);
    }
  }

  /**
   * What the connection itself told its handler is no failure of the handler; what another
   * connection told it, as in a gateway, is.
   */
  private static boolean isOfTheConnection(ChannelConnection tapped, Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      if (tapped.wasSeen(cause)
          || cause instanceof ClosedChannelException
          || cause instanceof CancellationException
          || isTransports(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Reactor Netty and Netty have exceptions of their own for a connection that is gone. */
  private static boolean isTransports(Throwable cause) {
    String name = cause.getClass().getName();
    return name.startsWith("reactor.netty.")
        || name.startsWith("io.netty.handler.timeout.")
        || (cause instanceof IOException && name.startsWith("io.netty.channel."));
  }
}
