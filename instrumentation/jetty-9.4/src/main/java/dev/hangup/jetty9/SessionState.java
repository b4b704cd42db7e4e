// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.Adopted;
import dev.hangup.instrumentation.api.Connection;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import org.eclipse.jetty.websocket.common.Generator;
import org.eclipse.jetty.websocket.common.Parser;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on Jetty's objects. The connection is the key; its parser and its generator have no
 * way to it and carry the same wire.
 */
final class SessionState {

  private static final StateField CONNECTION = StateField.of(AbstractWebSocketConnection.class);
  private static final StateField.Reader CONNECTION_READER = CONNECTION.reader();
  private static final StateField PARSER = StateField.of(Parser.class);
  private static final StateField.Reader PARSER_READER = PARSER.reader();
  private static final StateField GENERATOR = StateField.of(Generator.class);
  private static final StateField.Reader GENERATOR_READER = GENERATOR.reader();

  private SessionState() {}

  static @Nullable Wire connection(@Nullable Object connection) {
    return connection == null ? null : Connection.wire(CONNECTION_READER.get(connection));
  }

  /** The wire of a parser that is about to read. */
  static @Nullable Wire parsing(Parser parser) {
    Object state = PARSER_READER.get(parser);
    if (!(state instanceof Adopted adopted)) {
      return Connection.wire(state);
    }
    if (FrameBoundary.isNext(parser)) {
      PARSER.set(parser, adopted.wire());
      adopted.wire().consumed(0); // what is left of the last read is to be read now
      adopted.wire().atFrameBoundary();
    }
    return adopted.wire();
  }

  static @Nullable Wire generator(Generator generator) {
    return Connection.wire(GENERATOR_READER.get(generator));
  }

  /** From now on the connection is followed by {@code wire}, or not followed where that is null. */
  static void attach(AbstractWebSocketConnection connection, @Nullable Wire wire) {
    CONNECTION.set(connection, wire == null ? Connection.UNOBSERVED : wire);
    if (wire != null) {
      PARSER.set(connection.getParser(), wire);
      GENERATOR.set(connection.getGenerator(), wire);
    }
  }

  /** The wire, made now where the handshake went by unseen. */
  static @Nullable Wire connectionOrAdopted(AbstractWebSocketConnection connection) {
    Object state = CONNECTION_READER.get(connection);
    if (state != null) {
      return Connection.wire(state);
    }
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.adopt(Handshakes.connection(connection));
    attach(connection, wire);
    if (wire != null) {
      PARSER.set(connection.getParser(), new Adopted(wire));
    }
    return wire;
  }
}
