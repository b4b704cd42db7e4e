package corpus.talk;

import java.time.Duration;

/** One WebSocket connection as an application sees it, whatever the library. */
public interface Line {

  void text(String text) throws Exception;

  void binary(byte[] bytes) throws Exception;

  void ping() throws Exception;

  /** As the library's users close; code 0 for none. */
  void close(int code, String reason) throws Exception;

  /** Drops the transport, no Close frame. */
  void abort() throws Exception;

  default void idle(Duration limit) throws Exception {
    throw new UnsupportedOperationException("idle");
  }

  /** Text that is not UTF-8. */
  default void brokenText() throws Exception {
    throw new UnsupportedOperationException("broken text");
  }

  /** A Close frame, and the transport closed right behind it. */
  default void closeAndLeave(int code, String reason) throws Exception {
    throw new UnsupportedOperationException("close and leave");
  }

  /** Gives up on what is not sent by then; for libraries whose users have to ask for that. */
  default void sendLimit(Duration limit) throws Exception {
    throw new UnsupportedOperationException("send limit");
  }

  /** Two threads send at the same time; for libraries that forbid it. */
  default void sendTogether() throws Exception {
    throw new UnsupportedOperationException("send together");
  }
}
