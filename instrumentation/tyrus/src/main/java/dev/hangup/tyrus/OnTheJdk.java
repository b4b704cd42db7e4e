// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tyrus.common.Attempt;
import dev.hangup.tyrus.common.Line;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * The client on the JDK's asynchronous channels: a chain of filters, whose classes are private to
 * their package. From the top to the bottom: the handshake, a queue of writes, TLS where it is
 * asked for, the channel.
 */
final class OnTheJdk {

  private static final StateField FILTER = StateField.of(filter());
  private static final StateField WRITER = StateField.of(Writer.class);

  private OnTheJdk() {}

  private static Class<?> filter() {
    try {
      return Class.forName(TyrusModule.FILTER, false, JdkClientContainer.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static @Nullable Line line(Object filter) {
    return (Line) FILTER.get(filter);
  }

  /** The filter at the top. */
  @OnEnter
  static void connects(
      @Advice.This Object filter,
      @Advice.FieldValue("clientEngine") ClientEngine engine,
      @Advice.Argument(0) SocketAddress address) {
    Attempt attempt = ClientHandshake.attempt(engine);
    if (attempt != null) {
      FILTER.set(filter, new Line(address).begun(attempt));
    }
  }

  /** Every other one. */
  @OnEnter
  static void below(@Advice.This Object filter, @Advice.Argument(1) @Nullable Object upstream) {
    if (upstream != null) {
      FILTER.set(filter, line(upstream));
    }
  }

  @OnReturn
  static void made(@Advice.This Writer writer, @Advice.Argument(0) Object downstream) {
    WRITER.set(writer, line(downstream));
  }

  /** One at a time; TLS, if any, is below. */
  @OnEnter
  static void write(@Advice.Argument(0) Object queue, @Advice.FieldValue("data") ByteBuffer bytes) {
    Line line = line(queue);
    if (line != null) {
      line.sends(bytes);
    }
  }

  @OnEnter
  static void close(@Advice.This Object channel) {
    Line line = line(channel);
    if (line != null) {
      line.closed();
    }
  }

  /** The channel is closed in there where the stream has ended. */
  @OnEnter
  static void read(@Advice.FieldValue("this$0") Object channel, @Advice.Argument(0) Integer count) {
    Line line = count < 0 ? line(channel) : null;
    if (line != null) {
      line.peerEnded();
    }
  }

  @OnEnter
  static void writeFailed(
      @Advice.FieldValue("this$0") Object channel, @Advice.Argument(0) Throwable failure) {
    Line line = line(channel);
    if (line != null) {
      line.writeFailed(failure);
    }
  }

  /** A failure to connect or to read, or one of TLS, on its way up: each filter is told. */
  @OnEnter
  static void failed(@Advice.This Object filter, @Advice.Argument(0) Throwable failure) {
    Line line = line(filter);
    if (line != null) {
      line.readFailed(failure);
    }
  }
}
