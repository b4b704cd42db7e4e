// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.internal.MessageHandler;

/** Jetty's connection and session on an end point that is an array; everything on one thread. */
final class JettyConnection implements Peer.Connection {

  private static final int LIMIT = 1 << 24;
  private static final WebSocketComponents COMPONENTS = new WebSocketComponents();

  private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
  private boolean refused;

  JettyConnection(Role sender, Peer.Events events) {
    Behavior behavior = sender == Role.CLIENT ? Behavior.SERVER : Behavior.CLIENT;
    ExtensionStack extensions = new ExtensionStack(COMPONENTS, behavior);
    extensions.negotiate(List.of(), List.of());
    Negotiated negotiated =
        new Negotiated(URI.create("ws://localhost/"), "", false, extensions, "13");
    WebSocketCoreSession session =
        new WebSocketCoreSession(new Application(events), behavior, negotiated, COMPONENTS);
    session.setMaxFrameSize(LIMIT);
    session.setMaxTextMessageSize(LIMIT);
    session.setMaxBinaryMessageSize(LIMIT);
    session.setAutoFragment(false);
    WebSocketConnection connection =
        new WebSocketConnection(
            endPoint, Runnable::run, null, COMPONENTS.getByteBufferPool(), session);
    session.setWebSocketConnection(connection);
    endPoint.setConnection(connection);
    connection.onOpen();
  }

  @Override
  public boolean feed(ByteBuffer bytes) {
    // The end point keeps the buffer until it was read, which here is at once.
    endPoint.addInput(bytes);
    return !refused;
  }

  private final class Application extends MessageHandler {
    private final Peer.Events events;

    Application(Peer.Events events) {
      this.events = events;
    }

    @Override
    protected void onText(String text, Callback callback) {
      events.text(text);
      callback.succeeded();
    }

    @Override
    protected void onBinary(ByteBuffer bytes, Callback callback) {
      events.binary(bytes);
      callback.succeeded();
    }

    @Override
    protected void onPingFrame(Frame frame, Callback callback) {
      events.ping(frame.getPayload());
      callback.succeeded();
      getCoreSession().demand();
    }

    @Override
    protected void onPongFrame(Frame frame, Callback callback) {
      events.pong(frame.getPayload());
      callback.succeeded();
      getCoreSession().demand();
    }

    @Override
    protected void onCloseFrame(Frame frame, Callback callback) {
      events.close();
      callback.succeeded();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
      refused = true;
      callback.succeeded();
    }
  }
}
