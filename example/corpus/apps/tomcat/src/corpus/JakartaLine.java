package corpus;

import corpus.talk.Line;
import corpus.talk.Talk;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Jakarta's session; one message after the other, as Tomcat wants it. */
final class JakartaLine implements Line {

  private final Session session;

  JakartaLine(Session session) {
    this.session = session;
  }

  static void hear(Talk talk, String text) {
    try {
      talk.heard(text);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void text(String text) throws Exception {
    session.getBasicRemote().sendText(text);
  }

  @Override
  public synchronized void binary(byte[] bytes) throws Exception {
    session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
  }

  @Override
  public synchronized void ping() throws Exception {
    session.getBasicRemote().sendPing(ByteBuffer.wrap(new byte[] {1}));
  }

  @Override
  public void close(int code, String reason) throws Exception {
    if (code == 0) {
      session.close();
    } else {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
    }
  }

  @Override
  public void abort() {
    throw new UnsupportedOperationException("Jakarta WebSocket has no way to abort");
  }

  @Override
  public void idle(Duration limit) {
    session.setMaxIdleTimeout(limit.toMillis());
  }

  /**
   * The other thread is in the middle of a message when this one begins. As Spring does, the
   * connection is closed over the exception that leaves the handler.
   */
  @Override
  public void sendTogether() throws Exception {
    Thread other = new Thread(this::sendSlowly, "other-sender");
    other.start();
    Thread.sleep(1000);
    try {
      session.getBasicRemote().sendText("from two threads");
    } catch (IllegalStateException e) {
      new Thread(this::closeOverIt, "closes-over-it").start();
      throw e;
    }
  }

  private void sendSlowly() {
    try (OutputStream message = session.getBasicRemote().getSendStream()) {
      message.write(1);
      Thread.sleep(3000);
    } catch (Exception e) {
      System.out.println("the other sender: " + e);
    }
  }

  private void closeOverIt() {
    try {
      Thread.sleep(10);
      close(1011, "");
    } catch (Exception e) {
      System.out.println("closing: " + e);
    }
  }
}
