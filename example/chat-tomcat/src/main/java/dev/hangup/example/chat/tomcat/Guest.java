// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat.tomcat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One guest: what is said goes to the room, and whoever does not answer a ping is shown out. Public
 * because the container makes it.
 */
@ServerEndpoint("/chat/{room}")
public final class Guest {

  private static final int KICKED = 4001;
  private static final long PING_AFTER_SECONDS = 2;

  /** How long Tomcat waits for the answer to a Close frame, in milliseconds; else 30 s. */
  private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

  private static final Map<String, Set<Session>> ROOMS = new ConcurrentHashMap<>();

  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "chat-watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean heard;
  private boolean pinged;
  private @Nullable Future<?> watch;

  /** Enters the room. */
  @OnOpen
  public void open(Session session, @PathParam("room") String room) {
    session.getUserProperties().put(CLOSE_TIMEOUT, 500L);
    ROOMS.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet()).add(session);
    watch =
        WATCH.scheduleWithFixedDelay(
            () -> look(session), PING_AFTER_SECONDS, PING_AFTER_SECONDS, TimeUnit.SECONDS);
  }

  /** Whoever was silent since the last look is asked, and shown out when silent again. */
  private void look(Session session) {
    try {
      if (heard) {
        heard = false;
        pinged = false;
      } else if (pinged) {
        session.close();
      } else {
        pinged = true;
        synchronized (session) {
          session.getBasicRemote().sendPing(ByteBuffer.wrap(new byte[] {1}));
        }
      }
    } catch (IOException | IllegalStateException e) {
      // gone while we looked
    }
  }

  /** Says it to all in the room. */
  @OnMessage
  public void text(Session session, @PathParam("room") String room, String words)
      throws IOException {
    heard = true;
    switch (words) {
      case "/crash" -> throw new IllegalStateException("the chat room is on fire");
      case "/kick" -> session.close(new CloseReason(CloseCodes.getCloseCode(KICKED), "kicked"));
      default -> say(room, words);
    }
  }

  private static void say(String room, String words) {
    for (Session guest : ROOMS.getOrDefault(room, Set.of())) {
      try {
        synchronized (guest) { // Tomcat takes one message after the other
          guest.getBasicRemote().sendText(words);
        }
      } catch (IOException | IllegalStateException e) {
        // that one has gone meanwhile
      }
    }
  }

  /** Text only. */
  @OnMessage
  public void binary(Session session, ByteBuffer payload) throws IOException {
    heard = true;
    session.close(new CloseReason(CloseCodes.CANNOT_ACCEPT, "text only"));
  }

  /** Still there. */
  @OnMessage
  public void pong(PongMessage pong) {
    heard = true;
  }

  /** What Tomcat does not do by itself: tells the guest that it was our fault. */
  @OnError
  public void failed(Session session, Throwable failure) throws IOException {
    if (session.isOpen() && failure instanceof IllegalStateException) {
      session.close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, null));
    }
  }

  /** Leaves the room. */
  @OnClose
  public void close(Session session, @PathParam("room") String room) {
    if (watch != null) {
      watch.cancel(false);
    }
    ROOMS.getOrDefault(room, Set.of()).remove(session);
  }
}
