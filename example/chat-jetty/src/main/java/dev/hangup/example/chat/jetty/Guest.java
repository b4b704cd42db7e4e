// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One guest: what is said goes to the room, and a guest that does not answer a ping is shown out.
 * Public because Jetty looks for its methods.
 */
public final class Guest extends Session.Listener.AbstractAutoDemanding {

  private static final int KICKED = 4001;
  private static final long PING_AFTER_SECONDS = 2;

  private final Rooms rooms;
  private final String room;
  private final Scheduler scheduler;
  private volatile Scheduler.@Nullable Task watch;
  private volatile boolean heard;
  private volatile boolean pinged;

  Guest(Rooms rooms, String room, Scheduler scheduler) {
    this.rooms = rooms;
    this.room = room;
    this.scheduler = scheduler;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    super.onWebSocketOpen(session);
    rooms.enter(room, session);
    look(session);
  }

  /** A guest that was silent since the last look is asked, and shown out when silent again. */
  private void look(Session session) {
    if (!session.isOpen()) {
      return;
    }
    if (heard) {
      heard = false;
      pinged = false;
    } else if (pinged) {
      session.close(
          StatusCode.NORMAL, null, Callback.from(session::disconnect, e -> session.disconnect()));
      return;
    } else {
      pinged = true;
      session.sendPing(ByteBuffer.wrap(new byte[] {1}), Callback.NOOP);
    }
    watch = scheduler.schedule(() -> look(session), PING_AFTER_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onWebSocketText(String words) {
    heard = true;
    switch (words) {
      case "/crash" -> throw new IllegalStateException("the chat room is on fire");
      case "/kick" -> getSession().close(KICKED, "kicked", Callback.NOOP);
      default -> rooms.say(room, words);
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    heard = true;
    callback.succeed();
    getSession().close(StatusCode.BAD_DATA, "text only", Callback.NOOP);
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heard = true;
  }

  @Override
  public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
    Scheduler.Task waiting = watch;
    if (waiting != null) {
      waiting.cancel();
    }
    rooms.leave(room, getSession());
    callback.succeed();
  }
}
