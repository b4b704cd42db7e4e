// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.WireTap;
import io.netty.channel.ChannelHandlerContext;
import java.lang.invoke.MethodHandle;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A client of Vert.x on its way to ask for the upgrade. The channel is made on an event loop and
 * later, by way of another one maybe, or once another connection has ended: where it was asked for
 * is remembered of the promise, which is one for each time.
 */
final class VertxConnect {

  /** Promises are many, and few are of these: the class gets no field. */
  private static final @Nullable StateField ASKED = stateOfAPromise();

  private static final @Nullable MethodHandle CONTEXT = contextOfAConnection();

  /** Nothing was known where it was asked for, and what is known elsewhere is not about it. */
  private static final Object NOTHING = new Object();

  private VertxConnect() {}

  /** The application asks, on its own thread; in Vert.x 5 only where there is room at once. */
  @OnEnter
  static void asked(@Advice.AllArguments Object[] arguments) {
    Object promise = arguments[arguments.length - 1];
    if (ASKED != null && WireTap.active() && ASKED.get(promise) == null) {
      Object trace = WireTap.currentTrace();
      if (trace != null) {
        ASKED.set(promise, trace);
      }
    }
  }

  /** The application asks, and has to wait until another connection has ended. */
  @OnReturn
  static void waits(@Advice.FieldValue("promise") Object promise) {
    if (ASKED != null && WireTap.active()) {
      Object trace = WireTap.currentTrace();
      ASKED.set(promise, trace == null ? NOTHING : trace);
    }
  }

  /** There is a connection, and its handshake is about to begin. */
  @OnEnter
  static void upgrades(@Advice.This Object connection, @Advice.AllArguments Object[] arguments)
      throws Throwable {
    if (ASKED == null || CONTEXT == null || !WireTap.active()) {
      return;
    }
    Object promise = arguments[arguments.length - 1];
    Object asked = ASKED.get(promise);
    ASKED.set(promise, null);
    ChannelHandlerContext context = (ChannelHandlerContext) CONTEXT.invokeExact(connection);
    ChannelState.asksToConnect(context.channel(), asked == NOTHING ? null : asked);
  }

  private static @Nullable StateField stateOfAPromise() {
    Class<?> promise = ReactorChannel.type("io.vertx.core.Promise");
    return promise == null ? null : StateField.of(promise);
  }

  private static @Nullable MethodHandle contextOfAConnection() {
    String name = "io.vertx.core.http.impl.HttpClientConnection";
    Class<?> internal = ReactorChannel.type(name + "Internal"); // 5.0 and 5.1
    Class<?> connection = internal == null ? ReactorChannel.type(name) : internal;
    if (connection == null) {
      return null;
    }
    try {
      return StateField.lookup(connection)
          .findVirtual(connection, "channelHandlerContext", methodType(ChannelHandlerContext.class))
          .asType(methodType(ChannelHandlerContext.class, Object.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
