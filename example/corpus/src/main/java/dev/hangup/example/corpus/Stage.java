// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays one story with one application.
 *
 * <p>A step is an order to the peer, unless it begins with {@code app} (an order to the
 * application, for the connection it dialled) or with {@code !} (something that happens to
 * processes, cables and proxies). {@code STEP => PATTERN} says what the answer must be; a step that
 * begins with {@code ?} may fail. Of a crowd that all go through one proxy more than one end is
 * told, and judged.
 */
final class Stage implements AutoCloseable {

  private static final int DIALLED_WITHIN_SECONDS = 40;
  private static final int TOLD_WITHIN_SECONDS = 20;

  private final Places places;
  private final Collector collector;
  private final Applications applications;
  private final Story story;
  private final String app;
  private final String peerName;
  private final int number;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private @Nullable Peer peer;
  private @Nullable Application application;
  private @Nullable Host host;
  private @Nullable Proxy proxy;
  private @Nullable AgingProxy ageing;
  private String url = "";

  /** The only connection of a JVM of its own needs no other name. */
  private String ownService = "";

  /** With what code the connection ended for the peer, as its own library says. */
  private String peersCode = "";

  Stage(
      Places places,
      Collector collector,
      Applications applications,
      Story story,
      String app,
      String peerName,
      int number) {
    this.places = places;
    this.collector = collector;
    this.applications = applications;
    this.story = story;
    this.app = app;
    this.peerName = peerName;
    this.number = number;
  }

  record Played(Outcome outcome, @Nullable Told told) {}

  /** Why it cannot be played here, or null. */
  static @Nullable String missing(Places places, Story story, String peer) {
    String missing = places.missing(peer);
    if (missing == null && !story.all("net", "").isEmpty()) {
      missing = Host.missing();
    }
    for (String step : story.does()) {
      if (missing == null && (step.startsWith("!nginx") || step.startsWith("!haproxy"))) {
        missing = Proxy.missing(step.split(" ", -1)[0].substring(1));
      }
    }
    return missing;
  }

  Played play() throws InterruptedException {
    try {
      String kind = app.replace("-client", "");
      boolean own = !story.all("own", app).isEmpty();
      boolean attached = story.all("attach", app).isEmpty();
      boolean tls = !story.all("tls", app).isEmpty();
      if (own || !attached) {
        Application ours =
            keep(applications.own(kind, "own-" + number, attached, tls, story.one("heap", app)));
        application = ours;
        ownService = ours.name();
      } else {
        application = applications.shared(kind, tls);
      }
      List<String> command = places.peer(peerName);
      if (!story.all("net", app).isEmpty()) {
        Host far = keep(new Host());
        host = far;
        command = far.within(command);
      }
      peer = keep(new Peer(command, places.logs().resolve("peers.log")));
      for (String step : story.does(app)) {
        String complaint = step(step);
        if (complaint != null) {
          return new Played(
              new Outcome(
                  Outcome.Kind.NOT_STAGED, "\"%s\" answered \"%s\"".formatted(step, complaint)),
              null);
        }
      }
    } catch (IOException | RuntimeException e) {
      return new Played(new Outcome(Outcome.Kind.NOT_STAGED, e.toString()), null);
    }
    String within = story.one("within", app);
    int seconds = within.isEmpty() ? TOLD_WITHIN_SECONDS : Integer.parseInt(within);
    int count = connections();
    if (count > 1) {
      return judged(
          collector.await(this::isOurs, count, TimeUnit.SECONDS.toMillis(seconds)),
          count,
          story.one("all", app).isEmpty());
    }
    Told told = collector.await(this::isOurs, TimeUnit.SECONDS.toMillis(seconds));
    return new Played(story.expected(app).judge(told, peersCode), told);
  }

  /** How many there are, each to be told once. */
  int connections() {
    String all = story.one("all", app);
    String count = all.isEmpty() ? story.one("last", app) : all;
    return count.isEmpty() ? 1 : Integer.parseInt(count);
  }

  /** Of many connections all that is told must be right, or what is told last. */
  private Played judged(List<Told> told, int count, boolean last) {
    if (told.size() < count) {
      return new Played(
          new Outcome(Outcome.Kind.LOST, told.size() + " of " + count + " were told"), null);
    }
    Played played = null;
    for (Told each : last ? told.subList(count - 1, count) : told) {
      played = new Played(story.expected(app).judge(each, ""), each);
      if (played.outcome().kind() != Outcome.Kind.RIGHT) {
        break;
      }
    }
    return Objects.requireNonNull(played);
  }

  boolean isOurs(Told told) {
    // A connection that was open before the agent came may have no path.
    if (told.get("url.path").endsWith("/" + room())
        || (!ownService.isEmpty() && told.service().equals(ownService))) {
      return true;
    }
    int colon = url.lastIndexOf(':');
    int slash = url.indexOf('/', colon + 3);
    return story.family().contains("handshake")
        && colon > 0
        && slash > 0
        && told.get("websocket.role").equals("client")
        && told.get("url.path").isEmpty()
        && told.get("server.port").equals(url.substring(colon + 1, slash))
        && url.contains(told.get("server.address"));
  }

  private String room() {
    return "r" + number;
  }

  private <T extends AutoCloseable> T keep(T thing) {
    opened.push(thing);
    return thing;
  }

  /** Null, or what was answered instead of what is wanted. */
  private @Nullable String step(String step) throws IOException, InterruptedException {
    boolean mayFail = step.startsWith("?");
    String order = mayFail ? step.substring(1) : step;
    String wanted = "";
    int arrow = order.indexOf(" => ");
    if (arrow >= 0) {
      wanted = order.substring(arrow + 4);
      order = order.substring(0, arrow);
    }
    String answer;
    if (order.startsWith("!")) {
      happen(order.substring(1));
      return null;
    } else if (order.startsWith("app ")) {
      app().order("r" + number + " " + order.substring(4));
      return null;
    } else if (order.startsWith("dial")) {
      answer = dial(order);
      wanted = wanted.isEmpty() ? "opened" : wanted;
    } else {
      answer = toPeer(order);
      String verb = order.split(" ", 2)[0];
      if (verb.equals("gone")) {
        peersCode = answer.replaceAll("^closed (\\d+).*|.*", "$1");
      }
      if (wanted.isEmpty()) {
        wanted =
            switch (verb) {
              case "open", "accept" -> "opened";
              case "hear" -> "heard.*";
              default -> "(?!failed).*";
            };
      }
    }
    return mayFail || answer.matches(wanted) ? null : answer;
  }

  private Peer peer() {
    if (peer == null) {
      throw new IllegalStateException("no peer yet");
    }
    return peer;
  }

  private Application app() {
    if (application == null) {
      throw new IllegalStateException("no application yet");
    }
    return application;
  }

  private String toPeer(String order) throws IOException, InterruptedException {
    String[] words = order.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    if (words[0].equals("open") || words[0].equals("connect")) {
      String path = "/talk/";
      if (rest.startsWith("/")) {
        int space = rest.indexOf(' ');
        path = (space < 0 ? rest : rest.substring(0, space)) + '/';
        rest = space < 0 ? "" : rest.substring(space + 1);
      }
      String name = host == null ? "127.0.0.1" : host.here();
      int port = proxy == null ? app().port() : proxy.port();
      String scheme = story.all("tls", app).isEmpty() ? "ws" : "wss";
      String how = "{" + (host == null && proxy == null ? "\"local\":\"" + local() + "\"" : "");
      String more = rest.startsWith("{") ? rest.substring(1) : "}";
      how += (how.length() > 1 && !more.equals("}") ? "," : "") + more;
      url = scheme + "://" + name + ":" + port + path + room();
      peer()
          .order(
              words[0].equals("open")
                  ? "open " + url + " " + how.replace("CORPUS_PORT", Integer.toString(port))
                  : "connect " + name + ":" + port + " " + how);
      return peer().answer();
    }
    if (words[0].equals("listen")) {
      String at = host == null ? local() : host.there();
      String how = "{\"host\":\"" + at + "\"" + (rest.isEmpty() ? "}" : "," + rest.substring(1));
      peer()
          .order(
              "listen "
                  + how.replace("ROOM", "http://127.0.0.1:9/talk/" + room())
                      .replace("STRANGER", places.strangersKeys().toString())
                      .replace("FRIEND", places.keys().toString().replace(".p12", "")));
      String answer = peer().answer();
      if (answer.startsWith("listening ")) {
        url =
            (rest.contains("\"tls\"") ? "wss" : "ws")
                + "://"
                + at
                + ":"
                + answer.substring(10)
                + "/talk/"
                + room();
      }
      return answer;
    }
    if (words[0].equals("order")) {
      // There will be no answer.
      peer().order(rest);
      return "ok";
    }
    peer().order(order);
    return peer().answer();
  }

  /** The application dials, and the peer's answer to that is a step of its own. */
  private String dial(String order) throws IOException, InterruptedException {
    String[] words = order.split(" ", -1);
    String target = url;
    String protocol = "";
    boolean wait = true;
    for (int i = 1; i < words.length; i++) {
      if (words[i].equals("nobody")) {
        // Of a port of one digit Reactor Netty makes a part of the name.
        target = "ws://" + local() + ":10009/talk/" + room();
      } else if (words[i].equals("unnamed")) {
        target = "ws://nowhere.invalid:9/talk/" + room();
      } else if (words[i].equals("secure")) {
        target = target.replace("ws://", "wss://");
      } else if (words[i].equals("meanwhile")) {
        wait = false;
      } else {
        protocol = words[i];
      }
    }
    url = target;
    app().order("r" + number + " connect " + target + (protocol.isEmpty() ? "" : " " + protocol));
    return wait ? dialled() : "opened";
  }

  private String dialled() throws InterruptedException {
    String said = app().await("r" + number + " ", DIALLED_WITHIN_SECONDS);
    return said == null ? "nothing" : said.substring(said.indexOf(' ') + 1);
  }

  private void happen(String what) throws IOException, InterruptedException {
    String[] words = what.split(" ", -1);
    switch (words[0]) {
      case "wait" -> Thread.sleep((long) (Double.parseDouble(words[1].replace("s", "")) * 1000));
      case "dialled" -> {
        String said = dialled();
        if (!said.matches(words.length > 1 ? words[1] + ".*" : "opened")) {
          throw new IOException("the application said " + said);
        }
      }
      case "freeze" -> Processes.signal(peer().process(), "STOP");
      case "thaw" -> Processes.signal(peer().process(), "CONT");
      case "kill" -> Processes.kill(peer().process());
      case "freezeapp" -> Processes.signal(app().process(), "STOP");
      case "thawapp" -> Processes.signal(app().process(), "CONT");
      case "term" -> Processes.signal(app().process(), "TERM");
      case "killproxy", "stopproxy", "reloadproxy" -> proxyEnds(words[0]);
      case "cut" -> far().cut();
      case "forget" -> far().forget();
      case "unplug" -> far().unplug();
      case "attach" -> app().attach();
      case "crowd" -> {
        Map<String, String> options = options(words, 2);
        keep(
            Crowd.open(
                throughProxy(),
                Integer.parseInt(words[1]),
                Long.parseLong(options.getOrDefault("apart", "0")),
                Long.parseLong(options.getOrDefault("every", "0"))));
      }
      case "aging" ->
          ageing = keep(new AgingProxy(local(), app().port(), Long.parseLong(words[1]) * 1000));
      case "nginx", "haproxy" -> {
        Map<String, String> options = options(words, 1);
        Path folder = places.logs().resolve("proxy-" + number);
        proxy =
            keep(
                words[0].equals("nginx")
                    ? Proxy.nginx(folder, local(), app().port(), options)
                    : Proxy.haproxy(folder, local(), app().port(), options));
      }
      default -> throw new IllegalArgumentException("nothing is called !" + what);
    }
  }

  private static Map<String, String> options(String[] words, int from) {
    Map<String, String> options = new HashMap<>();
    for (int i = from; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      options.put(pair[0], pair.length > 1 ? pair[1] : "");
    }
    return options;
  }

  /** To the application, by what is between. */
  private String throughProxy() {
    int port = ageing != null ? ageing.port() : proxy != null ? proxy.port() : app().port();
    return "ws://127.0.0.1:" + port + "/talk/" + room();
  }

  private Host far() {
    if (host == null) {
      throw new IllegalStateException("the story is not in a network of its own");
    }
    return host;
  }

  private void proxyEnds(String how) throws IOException, InterruptedException {
    Proxy between = proxy;
    if (between == null) {
      throw new IllegalStateException("no proxy yet");
    }
    switch (how) {
      case "killproxy" -> Processes.kill(between.process());
      case "stopproxy" -> Processes.signal(between.process(), "TERM");
      default -> Processes.signal(between.process(), "HUP");
    }
  }

  /** Every story has an address of its own, so that none is taken for the neighbour of another. */
  private String local() {
    return "127.%d.%d.7".formatted(10 + number / 200, number % 200 + 1);
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        System.err.println("corpus: while cleaning up: " + e);
      }
    }
  }
}
