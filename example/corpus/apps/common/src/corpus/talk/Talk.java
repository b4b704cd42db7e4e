package corpus.talk;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What every application of the corpus does with a message: words come back, orders are obeyed. */
public final class Talk {

  private static final ScheduledExecutorService LATER =
      Executors.newScheduledThreadPool(
          4,
          task -> {
            Thread thread = new Thread(task, "later");
            thread.setDaemon(true);
            return thread;
          });

  private final Line line;
  private volatile int unanswered;
  private volatile Future<?> beat;

  public Talk(Line line) {
    this.line = line;
  }

  public Line line() {
    return line;
  }

  /** On the thread of the library that brought the message. */
  public void heard(String text) throws Exception {
    if (text.startsWith("/")) {
      obey(text.substring(1));
    } else if (!text.startsWith(".")) {
      line.text(text);
    }
  }

  public void obey(String order) throws Exception {
    String[] words = order.split(" ", 3);
    switch (words[0]) {
      case "close" -> line.close(number(words, 1), words.length > 2 ? words[2] : "");
      case "leave" -> line.closeAndLeave(number(words, 1), words.length > 2 ? words[2] : "");
      case "abort" -> line.abort();
      case "ping" -> line.ping();
      case "send" -> line.text("x".repeat(number(words, 1)));
      case "noise" -> line.binary(noise(number(words, 1)));
      case "broken" -> line.brokenText();
      case "idle" -> line.idle(Duration.ofMillis(number(words, 1)));
      case "block" -> Thread.sleep(number(words, 1));
      case "throw" -> throw new IllegalStateException("the application is at its wits' end");
      case "throwio" -> throw new IOException("a database of the application is gone");
      case "beat" -> beat(number(words, 1), words[2]);
      case "pings" -> pings(number(words, 1));
      case "later" ->
          LATER.schedule(() -> obeyLater(words[2]), number(words, 1), TimeUnit.MILLISECONDS);
      case "say" -> line.text(order.substring(4));
      case "flood" -> flood(number(words, 1));
      case "sendlimit" -> line.sendLimit(Duration.ofMillis(number(words, 1)));
      case "together" -> line.sendTogether();
      case "collect" -> collect(number(words, 1));
      default -> throw new IllegalArgumentException(order);
    }
  }

  public void pong() {
    unanswered = 0;
  }

  public void closed() {
    Future<?> running = beat;
    if (running != null) {
      running.cancel(false);
    }
  }

  /**
   * Pings, and gives up with an order when two were not answered. Each gets its whole period: at a
   * fixed rate a busy machine sends what it owes at once, and gives up on pings of this moment.
   */
  private void beat(long period, String end) {
    beat =
        LATER.scheduleWithFixedDelay(
            () -> {
              if (unanswered >= 2) {
                beat.cancel(false);
                obeyLater(end);
              } else {
                unanswered++;
                obeyLater("ping");
              }
            },
            period,
            period,
            TimeUnit.MILLISECONDS);
  }

  /** Pings and never looks at what comes of it. */
  private void pings(long period) {
    beat = LATER.scheduleAtFixedRate(() -> obeyLater("ping"), period, period, TimeUnit.MILLISECONDS);
  }

  private void obeyLater(String order) {
    try {
      obey(order);
    } catch (Exception e) {
      System.out.println("corpus: " + order + ": " + e);
    }
  }

  /** Sends until somebody gives up; on the thread of the handler, as applications do. */
  private void flood(int megabytes) throws Exception {
    byte[] chunk = noise(60_000);
    for (int i = 0; i < megabytes * 17; i++) {
      line.binary(chunk);
    }
  }

  /** Many small things that refer to each other, and a collection of all of them. */
  private static void collect(int megabytes) {
    Object[] all = null;
    for (long i = 0; i < megabytes * 32_000L; i++) {
      all = new Object[] {all, null, null, null};
    }
    System.gc();
    System.out.println("collected with " + (all == null ? 0 : megabytes) + " MB in use");
  }

  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new java.util.Random(7).nextBytes(noise);
    return noise;
  }

  private static int number(String[] words, int index) {
    return words.length > index ? Integer.parseInt(words[index]) : 0;
  }
}
