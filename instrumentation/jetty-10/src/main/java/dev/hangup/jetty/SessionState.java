// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static dev.hangup.instrumentation.api.Connection.UNOBSERVED;
import static dev.hangup.instrumentation.api.Connection.wire;

import dev.hangup.instrumentation.api.Adopted;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on Jetty's objects. The session is the connection's key; its connection and its
 * generator have no way to it from outside and carry the same wire.
 */
final class SessionState {

  static final Class<?> SESSION_CLASS = core("WebSocketCoreSession");

  private static final StateField SESSION = StateField.of(SESSION_CLASS);
  private static final StateField.Reader SESSION_READER = SESSION.reader();
  private static final StateField CONNECTION = StateField.of(core("WebSocketConnection"));
  private static final StateField.Reader CONNECTION_READER = CONNECTION.reader();
  private static final StateField GENERATOR =
      StateField.of(named(JettyModule.INTERNAL + "Generator"));
  private static final StateField.Reader GENERATOR_READER = GENERATOR.reader();

  private SessionState() {}

  static @Nullable Wire session(Object session) {
    return wire(SESSION_READER.get(session));
  }

  static @Nullable Wire connection(Object connection) {
    return wire(CONNECTION_READER.get(connection));
  }

  static @Nullable Wire generator(Object generator) {
    return wire(GENERATOR_READER.get(generator));
  }

  /** The session's wire, for which the parser is about to read. */
  static @Nullable Wire parsing(Object session, Object parser) {
    Object state = SESSION_READER.get(session);
    if (state instanceof Adopted adopted && FrameBoundary.isNext(session, parser)) {
      SESSION.set(session, adopted.wire());
      adopted.wire().consumed(0); // what is left of the last read is to be read now
      adopted.wire().atFrameBoundary();
    }
    return wire(state);
  }

  /** The same wire, unless the connection is one on a stream of HTTP/2. */
  static Wire onStream(Wire wire, Connection connection) {
    String endPoint = connection.getEndPoint().getClass().getName();
    return endPoint.startsWith(JettyModule.HTTP2) ? new StreamWire(wire) : wire;
  }

  /** From now on the session is followed by {@code wire}, or not followed where that is null. */
  static void attach(CoreSession session, @Nullable Wire wire) {
    SESSION.set(session, wire == null ? UNOBSERVED : wire);
  }

  /** What the session has, its connection and its generator get. */
  static @Nullable Wire attachToParts(CoreSession session, Object connection, Object generator) {
    Wire wire = session(session);
    if (wire != null) {
      CONNECTION.set(connection, wire);
      GENERATOR.set(generator, wire);
    }
    return wire;
  }

  /** The wire, made now where the handshake went by unseen. */
  static @Nullable Wire spreadOrAdopted(
      CoreSession session, Connection connection, Object generator) {
    Object state = SESSION_READER.get(session);
    if (state != null) {
      return wire(state);
    }
    if (!WireTap.active()) {
      return null;
    }
    Wire adopted = WireTap.adopt(Handshakes.session(session).framework(Framework.of(session)));
    SESSION.set(session, adopted == null ? UNOBSERVED : new Adopted(onStream(adopted, connection)));
    return attachToParts(session, connection, generator);
  }

  private static Class<?> core(String name) {
    try {
      return Class.forName(JettyModule.CORE + name, false, SessionState.class.getClassLoader());
    } catch (ClassNotFoundException before12) {
      return named(JettyModule.INTERNAL + name);
    }
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, SessionState.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // a class of this name led here
    }
  }
}
