// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.websocket.Transformation;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.WsWebSocketContainer;

/** Tomcat's frame parser with a real session, whose answers go nowhere. */
final class TomcatConnection implements Peer.Connection {

  private static final int LIMIT = 1 << 17;
  private static final Log LOG = LogFactory.getLog(TomcatConnection.class);

  private final Frames frames;
  private boolean refused;

  TomcatConnection(Role sender, Peer.Events events) {
    Nowhere remote = new Nowhere(sender, events);
    WsSession session = session(remote);
    session.setMaxTextMessageBufferSize(LIMIT);
    session.setMaxBinaryMessageBufferSize(LIMIT);
    session.addMessageHandler(String.class, (MessageHandler.Whole<String>) events::text);
    session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) events::binary);
    session.addMessageHandler(
        PongMessage.class,
        (MessageHandler.Whole<PongMessage>) pong -> events.pong(pong.getApplicationData()));
    frames = sender == Role.CLIENT ? new MaskedFrames(session) : new Frames(session);
    remote.join(frames);
  }

  private static WsSession session(WsRemoteEndpointImplBase remote) {
    try {
      return new WsSession(
          remote,
          new WsWebSocketContainer(),
          URI.create("/"),
          Map.of(),
          "",
          null,
          null,
          List.of(),
          null,
          Map.of(),
          false,
          ServerEndpointConfig.Builder.create(Silent.class, "/").build());
    } catch (DeploymentException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public boolean feed(ByteBuffer bytes) {
    try {
      while (!refused && bytes.hasRemaining()) {
        frames.feed(bytes);
      }
    } catch (IOException refusal) {
      refused = true;
    }
    return !refused;
  }

  /** Has no opinion. Public, because Tomcat makes its instances itself. */
  public static final class Silent extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {}
  }

  private static class Frames extends WsFrameBase {
    Frames(WsSession session) {
      super(session, null);
    }

    void feed(ByteBuffer bytes) throws IOException {
      inputBuffer.mark().position(inputBuffer.limit()).limit(inputBuffer.capacity());
      int size = Math.min(inputBuffer.remaining(), bytes.remaining());
      inputBuffer.put(bytes.array(), bytes.arrayOffset() + bytes.position(), size);
      bytes.position(bytes.position() + size);
      inputBuffer.limit(inputBuffer.position()).reset();
      processInputBuffer();
    }

    Transformation transformation() {
      return getTransformation();
    }

    @Override
    protected boolean isMasked() {
      return false;
    }

    @Override
    protected boolean isOpen() {
      return true;
    }

    @Override
    protected Log getLog() {
      return LOG;
    }

    @Override
    protected void resumeProcessing() {}
  }

  /** A class of its own, because the base class asks before any field is set. */
  private static final class MaskedFrames extends Frames {
    MaskedFrames(WsSession session) {
      super(session);
    }

    @Override
    protected boolean isMasked() {
      return true;
    }
  }

  /** The answers: a Pong says that a Ping was heard, a Close that a Close was. */
  private static final class Nowhere extends WsRemoteEndpointImplBase {
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean masked;
    private final Peer.Events events;

    Nowhere(Role sender, Peer.Events events) {
      masked = sender == Role.SERVER;
      this.events = events;
    }

    @Override
    protected void doWrite(SendHandler handler, long timeout, ByteBuffer... buffers) {
      ByteBuffer frame = ByteBuffer.allocate(1 << 10);
      for (ByteBuffer buffer : buffers) {
        frame.put(buffer);
      }
      int opcode = frame.flip().hasRemaining() ? frame.get() & 0x0f : 0;
      if (opcode == 10) {
        events.ping(payload(frame));
      } else if (opcode == 8) {
        events.close();
      }
      handler.onResult(new SendResult((Session) null));
    }

    private static ByteBuffer payload(ByteBuffer frame) {
      int mask = (frame.get() & 0x80) == 0 ? 0 : frame.getInt();
      ByteBuffer payload = frame.slice();
      for (int i = 0; i < payload.limit(); i++) {
        payload.put(i, (byte) (payload.get(i) ^ (mask >>> (8 * (3 - i % 4)))));
      }
      return payload;
    }

    @Override
    protected boolean isMasked() {
      return masked;
    }

    void join(Frames frames) {
      setTransformation(frames.transformation());
    }

    @Override
    protected void doClose() {}

    @Override
    protected ReentrantLock getLock() {
      return lock;
    }
  }
}
