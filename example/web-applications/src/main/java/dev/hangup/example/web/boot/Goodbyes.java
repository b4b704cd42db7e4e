// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.boot;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * Stops before the server does, takes its time, and then closes what is open, where it was told
 * with which code.
 */
@Component
public class Goodbyes implements SmartLifecycle {

  private final Set<WebSocketSession> open = ConcurrentHashMap.newKeySet();
  private final long pauseMillis;
  private final int code;
  private boolean running;

  public Goodbyes(
      @Value("${shop.closes.after:0}") long pauseMillis, @Value("${shop.closes.with:0}") int code) {
    this.pauseMillis = pauseMillis;
    this.code = code;
  }

  void opened(WebSocketSession session) {
    open.add(session);
  }

  void closed(WebSocketSession session) {
    open.remove(session);
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    try {
      Thread.sleep(pauseMillis);
      if (code > 0) {
        for (WebSocketSession session : open) {
          session.close(new CloseStatus(code, "the shop closes"));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("a goodbye could not be said", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** The last to start is the first to stop. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
