// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tyrus.common.Attempt;
import dev.hangup.tyrus.common.Line;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.tyrus.container.grizzly.client.GrizzlyWriter;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * What Tyrus has for Grizzly. Frames wait in a queue until the connection takes more; what leaves
 * it does so in the order of the wire, one thread at a time.
 */
final class OnGrizzly {

  /** In a table: it is looked at as a connection is made and as it ends. */
  private static final StateField CONNECTION = StateField.of(Connection.class);

  private static final StateField WRITER = StateField.of(Writer.class);

  private OnGrizzly() {}

  /** A client is connected, and will ask. */
  @OnEnter
  static void connected(
      @Advice.FieldValue("engine") ClientEngine engine,
      @Advice.Argument(0) FilterChainContext context) {
    Attempt attempt = ClientHandshake.attempt(engine);
    if (attempt != null) {
      Connection<?> connection = context.getConnection();
      CONNECTION.set(connection, new Line(peer(connection)).begun(attempt));
    }
  }

  private static @Nullable SocketAddress peer(Connection<?> connection) {
    return connection.getPeerAddress() instanceof SocketAddress address ? address : null;
  }

  /** For a server's connection, and once more for a client's. */
  @OnReturn
  static void made(
      @Advice.This GrizzlyWriter writer, @Advice.Argument(0) Connection<?> connection) {
    Line line = (Line) CONNECTION.get(connection);
    if (line == null) {
      line = new Line(peer(connection));
      CONNECTION.set(connection, line);
    }
    WRITER.set(writer, line);
  }

  /** What is written may be answered before this returns. */
  @OnEnter
  static void write(
      @Advice.FieldValue("this$0") GrizzlyWriter writer,
      @Advice.FieldValue("message") Buffer message) {
    if (WRITER.get(writer) instanceof Line line) {
      line.sends(message.toByteBuffer());
    }
  }

  @OnEnter
  static void close(@Advice.FieldValue("this$0") GrizzlyWriter writer) {
    if (WRITER.get(writer) instanceof Line line) {
      line.closes();
    }
  }
}
