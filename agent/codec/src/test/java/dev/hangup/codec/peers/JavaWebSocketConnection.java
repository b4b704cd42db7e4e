// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;

/** The draft, which is the parser, with the connection it wants to talk to. */
final class JavaWebSocketConnection implements Peer.Connection {

  private final Draft_6455 draft = new Draft_6455();
  private final Peer.Events events;
  private final WebSocketImpl socket;
  private boolean refused;

  JavaWebSocketConnection(Role sender, Peer.Events events) {
    this.events = events;
    draft.setParseMode(
        sender == Role.CLIENT
            ? org.java_websocket.enums.Role.SERVER
            : org.java_websocket.enums.Role.CLIENT);
    socket = new WebSocketImpl(new Application(), draft);
  }

  @Override
  public boolean feed(ByteBuffer bytes) {
    try {
      for (Framedata frame : draft.translateFrame(bytes)) {
        if (frame instanceof CloseFrame) {
          events.close();
        } else {
          draft.processFrame(socket, frame);
        }
      }
    } catch (InvalidDataException | RuntimeException refusal) {
      refused = true;
    }
    return !refused;
  }

  private final class Application extends WebSocketAdapter {
    @Override
    public void onWebsocketMessage(WebSocket from, String text) {
      events.text(text);
    }

    @Override
    public void onWebsocketMessage(WebSocket from, ByteBuffer bytes) {
      events.binary(bytes);
    }

    @Override
    public void onWebsocketPing(WebSocket from, Framedata frame) {
      events.ping(frame.getPayloadData());
    }

    @Override
    public void onWebsocketPong(WebSocket from, Framedata frame) {
      events.pong(frame.getPayloadData());
    }

    @Override
    public void onWebsocketError(WebSocket from, Exception cause) {
      refused = true;
    }

    @Override
    public void onWebsocketOpen(
        WebSocket from, org.java_websocket.handshake.Handshakedata handshake) {}

    @Override
    public void onWebsocketClose(WebSocket from, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketClosing(WebSocket from, int code, String reason, boolean remote) {}

    @Override
    public void onWebsocketCloseInitiated(WebSocket from, int code, String reason) {}

    @Override
    public void onWriteDemand(WebSocket from) {}

    @Override
    public InetSocketAddress getLocalSocketAddress(WebSocket from) {
      return new InetSocketAddress(0);
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress(WebSocket from) {
      return new InetSocketAddress(0);
    }
  }
}
