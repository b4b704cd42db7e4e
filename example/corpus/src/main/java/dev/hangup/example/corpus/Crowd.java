// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many connections of the JDK's client, which do nothing but talk a little. */
final class Crowd implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 30;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<WebSocket> members = new ArrayList<>();
  private final ScheduledExecutorService talking =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "crowd");
            thread.setDaemon(true);
            return thread;
          });

  private Crowd() {}

  /**
   * Opens them, one after another; each has said something and heard an answer.
   *
   * @param apartMillis from one to the next
   * @param everyMillis from one message of each to the next, 0 for none but the first
   */
  static Crowd open(String url, int count, long apartMillis, long everyMillis)
      throws IOException, InterruptedException {
    Crowd crowd = new Crowd();
    try {
      for (int i = 0; i < count; i++) {
        crowd.join(url, everyMillis);
        Thread.sleep(apartMillis);
      }
      return crowd;
    } catch (IOException | InterruptedException | RuntimeException e) {
      crowd.close();
      throw e;
    }
  }

  private void join(String url, long everyMillis) throws IOException, InterruptedException {
    Listening heard = new Listening();
    WebSocket member;
    try {
      member = client.newWebSocketBuilder().buildAsync(URI.create(url), heard).join();
    } catch (CompletionException e) {
      throw new IOException("one of a crowd was not let in", e);
    }
    members.add(member);
    say(member);
    if (!heard.something.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("one of a crowd had no answer");
    }
    if (everyMillis > 0) {
      Future<?> unused =
          talking.scheduleAtFixedRate(
              () -> say(member), everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** What becomes of it is of no interest: the connection is there to be ended. */
  private static void say(WebSocket member) {
    CompletableFuture<WebSocket> unused = member.sendText("hello", true);
  }

  private static final class Listening implements WebSocket.Listener {
    final CountDownLatch something = new CountDownLatch(1);

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket member, CharSequence text, boolean last) {
      something.countDown();
      member.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket member, Throwable failure) {
      // what a crowd is for
    }
  }

  @Override
  public void close() {
    talking.shutdownNow();
    members.forEach(WebSocket::abort);
  }
}
