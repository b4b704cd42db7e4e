// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The application's side of one connection, with the ways of its stack. What comes in is told to
 * {@link #received}, which echoes it, or does what it says.
 */
public interface EchoSide {

  void send(String text) throws Exception;

  void send(ByteBuffer payload) throws Exception;

  void ping(ByteBuffer payload) throws Exception;

  /** With a Close frame; 1005 stands for none in it. */
  void close(int code, String reason) throws Exception;

  /** Ends the transport without a Close frame. */
  void drop() throws Exception;

  /** Ends it as soon as a Close frame is sent. */
  default void leave(int code, String reason) throws Exception {
    close(code, reason);
    drop();
  }

  /** Sends until a send fails; where one that does not fail returns at once, on its own thread. */
  @SuppressWarnings("InfiniteLoopStatement")
  default void flood() throws Exception {
    while (true) {
      send(ByteBuffer.allocate(Command.FLOODED));
    }
  }

  /** A text message is here. */
  default void received(String text) {
    unchecked(() -> take(text));
  }

  private void take(String text) throws Exception {
    if (Command.isCommand(text)) {
      Command.parse(text).obey(this);
    } else {
      send(text);
    }
  }

  /** A binary message is here. */
  default void received(ByteBuffer payload) {
    unchecked(() -> send(payload));
  }

  /** What an application does and may fail at. */
  @FunctionalInterface
  interface Step {
    void take() throws Exception;
  }

  /** For handlers that may throw nothing checked. */
  static void unchecked(Step step) {
    try {
      step.take();
    } catch (RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
