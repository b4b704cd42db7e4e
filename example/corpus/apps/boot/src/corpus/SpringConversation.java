package corpus;

import corpus.talk.Line;
import corpus.talk.Orders;
import corpus.talk.Talk;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/** A handler as they are written for Spring. */
final class SpringConversation extends AbstractWebSocketHandler implements SubProtocolCapable {

  private final Map<String, Talk> talks = new ConcurrentHashMap<>();
  private final Orders.Guest guest;
  private final String kind;

  SpringConversation(Orders.Guest guest, String kind) {
    this.guest = guest;
    this.kind = kind;
  }

  @Override
  public List<String> getSubProtocols() {
    return List.of("chat.v1");
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    if (kind.equals("openfail")) {
      throw new IllegalStateException("cannot open");
    }
    Line line =
        new SpringLine(
            kind.equals("slow")
                ? new ConcurrentWebSocketSessionDecorator(session, 4_000, 512 * 1024)
                : new ConcurrentWebSocketSessionDecorator(session, 600_000, 64 * 1024 * 1024));
    talks.put(session.getId(), guest == null ? new Talk(line) : guest.opened(line));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
    talks.get(session.getId()).heard(message.getPayload());
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
      throws Exception {
    talks.get(session.getId()).line().binary(message.getPayload().array());
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    talks.get(session.getId()).pong();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    Talk talk = talks.remove(session.getId());
    if (talk != null) {
      talk.closed();
    }
  }

  private static final class SpringLine implements Line {

    private final WebSocketSession session;

    SpringLine(WebSocketSession session) {
      this.session = session;
    }

    @Override
    public void text(String text) throws Exception {
      session.sendMessage(new TextMessage(text));
    }

    @Override
    public void binary(byte[] bytes) throws Exception {
      session.sendMessage(new BinaryMessage(bytes));
    }

    @Override
    public void ping() throws Exception {
      session.sendMessage(new PingMessage(ByteBuffer.wrap(new byte[] {1})));
    }

    @Override
    public void close(int code, String reason) throws Exception {
      if (code == 0) {
        session.close();
      } else {
        session.close(new CloseStatus(code, reason.isEmpty() ? null : reason));
      }
    }

    @Override
    public void abort() {
      throw new UnsupportedOperationException("Spring has no way to abort");
    }
  }
}
