package corpus.talk;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders from the corpus on standard input: {@code NAME connect URL [subprotocol]}, then {@code NAME
 * say words} or anything {@link Talk} knows. When the input ends the application does.
 */
public final class Orders {

  /** How the application dials as a client. */
  public interface Dialer {

    /** Calls {@code opened} once the connection is open; throws or says so when it fails. */
    void dial(String url, String subprotocol, Guest guest) throws Exception;
  }

  /** What becomes of a connection this application dialled. */
  public static final class Guest {

    private final String name;
    private final Map<String, Talk> talks;

    Guest(String name, Map<String, Talk> talks) {
      this.name = name;
      this.talks = talks;
    }

    public Talk opened(Line line) {
      Talk talk = new Talk(line);
      talks.put(name, talk);
      System.out.println("corpus: " + name + " opened");
      return talk;
    }

    public void failed(Throwable failure) {
      System.out.println("corpus: " + name + " failed " + failure);
    }
  }

  private Orders() {}

  public static void listening(int port) {
    System.out.println("corpus: listening on " + port);
  }

  /** Obeys on a thread of its own. */
  public static void obey(Dialer dialer) {
    Thread thread = new Thread(() -> obeyAll(dialer), "orders");
    thread.setDaemon(true);
    thread.start();
  }

  private static void obeyAll(Dialer dialer) {
    Map<String, Talk> talks = new ConcurrentHashMap<>();
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ", 3);
        Guest guest = new Guest(words[0], talks);
        try {
          if (words[1].equals("connect")) {
            String[] rest = words[2].split(" ", 2);
            dialer.dial(rest[0], rest.length > 1 ? rest[1] : "", guest);
          } else {
            talks.get(words[0]).obey(order.substring(words[0].length() + 1));
          }
        } catch (Throwable e) {
          guest.failed(e);
        }
      }
    } catch (Exception e) {
      e.printStackTrace();
    }
    Runtime.getRuntime().halt(0);
  }
}
