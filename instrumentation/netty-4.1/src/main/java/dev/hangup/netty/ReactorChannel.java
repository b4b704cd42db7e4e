// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.netty.common.ChannelConnection;
import io.netty.channel.Channel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What hangs on the channel below Reactor Netty, whose types are known here by name only. */
final class ReactorChannel {

  private static final String CONNECTION = "reactor.netty.Connection";
  private static final String OPERATIONS = "reactor.netty.channel.ChannelOperations";

  private static final @Nullable MethodHandle CHANNEL = channelOfAConnection();

  /** Operations that are over give a channel that is none. Few are, so the class gets no field. */
  private static final @Nullable StateField REMEMBERED = stateOfOperations();

  private ReactorChannel() {}

  /** Null for what is no connection of Reactor Netty, or one that has nothing to do with us. */
  static @Nullable ChannelConnection tapped(Object connection) {
    Object remembered = REMEMBERED == null ? null : REMEMBERED.get(connection);
    if (remembered != null) {
      return (ChannelConnection) remembered;
    }
    Channel channel = channel(connection);
    return channel == null ? null : ChannelState.of(channel);
  }

  /** While the channel is still there. */
  static void remember(Object operations, ChannelConnection tapped) {
    if (REMEMBERED != null) {
      REMEMBERED.set(operations, tapped);
    }
  }

  static @Nullable Channel channel(Object connection) {
    if (CHANNEL == null) {
      return null;
    }
    try {
      return (Channel) CHANNEL.invokeExact(connection);
    } catch (Throwable t) { // not a connection, or one of another class loader
      return null;
    }
  }

  private static @Nullable StateField stateOfOperations() {
    Class<?> operations = type(OPERATIONS);
    return operations == null ? null : StateField.of(operations);
  }

  private static @Nullable MethodHandle channelOfAConnection() {
    Class<?> connection = type(CONNECTION);
    if (connection == null) {
      return null;
    }
    try {
      return MethodHandles.lookup() // on Java 8 a public one ties loaders together
          .findVirtual(connection, "channel", methodType(Channel.class))
          .asType(methodType(Channel.class, Object.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Asked of the loader that the library is seen through; the caller is of these classes. */
  static @Nullable Class<?> type(String name) {
    try {
      return Class.forName(name, false, ReactorChannel.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
