// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What the peer tells the application to do, as a text message such as {@code !close 4001 bye}.
 *
 * @param verb what to do
 * @param code of what closes: 1005 for a Close without a body
 * @param reason likewise
 */
public record Command(Verb verb, int code, String reason) {

  /** Bytes of a message of {@link Verb#FLOOD}. */
  public static final int FLOODED = 8192;

  /** The things an application does to a connection. */
  public enum Verb {
    /** Close with a code and reason, as the stack's API has it. */
    CLOSE,
    /** Drop the transport without a Close frame. */
    ABORT,
    /** Throw an {@link IllegalStateException} out of the message handler. */
    THROW,
    /** Send a ping with the payload {@code ping}. */
    PING,
    /** Send binary messages of {@link #FLOODED} bytes until a write fails, reading nothing. */
    FLOOD,
    /** Say {@code blocking}, and return from the message handler at {@link Command#unblock}. */
    BLOCK,
    /** Close with a code and reason, and drop the transport as soon as that is sent. */
    LEAVE,
    /**
     * Send the ping of {@link #PING} twice, and 1.5 seconds after the first one close with a code,
     * as those do who had no answer to a heartbeat; on a thread of its own.
     */
    HEARTBEAT
  }

  private static final long PATIENCE_SECONDS = 20;
  private static final Semaphore UNBLOCKED = new Semaphore(0);

  /** Lets the handler that is told to block go on. */
  public static void unblock() {
    UNBLOCKED.release();
  }

  /** Does it, with the stack's own ways. */
  void obey(EchoSide side) throws Exception {
    switch (verb) {
      case CLOSE -> side.close(code, reason);
      case ABORT -> side.drop();
      case THROW -> throw new IllegalStateException("as told");
      case PING -> side.ping(payload());
      case FLOOD -> side.flood();
      case BLOCK -> {
        UNBLOCKED.drainPermits();
        side.send("blocking");
        if (!UNBLOCKED.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("not told to go on");
        }
      }
      case LEAVE -> side.leave(code, reason);
      case HEARTBEAT -> heartbeat(side);
    }
  }

  private static ByteBuffer payload() {
    return ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8));
  }

  private void heartbeat(EchoSide side) {
    Thread beating =
        new Thread(
            () -> {
              try {
                side.ping(payload());
                Thread.sleep(500);
                side.ping(payload());
                Thread.sleep(1000);
                side.close(code, reason);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    beating.setDaemon(true);
    beating.start();
  }

  public static boolean isCommand(String text) {
    return text.startsWith("!");
  }

  public static Command parse(String text) {
    String[] words = text.substring(1).split(" ", 3);
    Verb verb = Verb.valueOf(words[0].toUpperCase(java.util.Locale.ROOT));
    return new Command(
        verb,
        words.length > 1 ? Integer.parseInt(words[1]) : 1005,
        words.length > 2 ? words[2] : "");
  }
}
