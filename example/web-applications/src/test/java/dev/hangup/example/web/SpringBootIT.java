// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spring maps paths to handlers itself, by patterns: those are the routes. */
class SpringBootIT {

  private static final String BOOT = "org.springframework.boot:spring-boot-starter-";
  private static final String MAIN = "dev.hangup.example.web.boot.BootApplication";
  private static final String PLAIN = "dev.hangup.example.web.plain.PlainApplication";
  private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

  private static final String RAW = "/shop/rooms/{room}/talk";
  private static final String STOMP = "/shop/desks/{desk}/stomp";

  /** More than any of the servers takes by default. */
  private static final int TOO_BIG = 200_000;

  @TempDir Path folder;

  /** The newest of each line that can be had whole, and the jar of the stack it brings. */
  @ParameterizedTest(name = "Spring Boot {0} on {1}, {3}")
  @CsvSource(
      textBlock =
          """
          3.5.16, tomcat, tomcat-embed-websocket,     a class path
          3.5.16, jetty,  jetty-websocket-core-server, a fat jar
          4.1.0,  tomcat, tomcat-embed-websocket,     a fat jar
          4.1.0,  jetty,  jetty-websocket-core-server, a class path
          """)
  void routesAreTheMappedTemplatesHoweverAConnectionEnds(
      String boot, String stack, String jar, String packaging) throws Exception {
    List<Path> libraries = libraries(boot, stack);
    List<String> command =
        packaging.equals("a fat jar")
            ? List.of("-jar", FatJar.packed(folder, boot, MAIN, libraries).toString())
            : List.of("-cp", classPath(libraries), MAIN);
    String version = versionOf(jar, libraries);
    try (Server server = Server.start(folder, arguments(command))) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
      List<Told> told = new ArrayList<>();
      talk(port);
      told.add(next(server, told, RAW, "1000 normal clean"));
      talkStomp(port);
      told.add(next(server, told, STOMP, "1000 normal clean"));
      assertThat(told.get(1).get("websocket.subprotocol")).isEqualTo("v12.stomp");
      for (String route : List.of(RAW, STOMP)) {
        String path = route.replaceAll("\\{\\w+}", "17");
        talking(port, path).reset();
        told.add(next(server, told, route, "1006 peer_reset"));
        tooBig(port, path);
        told.add(next(server, told, route, "1009 message_too_big"));
      }
      assertThat(told)
          .allSatisfy(each -> of(each, "SERVER", stack, version))
          .extracting(Told::error)
          .containsExactly(false, false, true, true, true, true);
      relay(port);
      assertThat(server.awaitTold(told.size() + 3))
          .filteredOn(each -> each.kind().equals("CLIENT"))
          .singleElement()
          .satisfies(client -> of(client, "CLIENT", stack, version))
          .satisfies(client -> assertThat(client.end()).isEqualTo("1000 normal clean"))
          .extracting(client -> client.get("url.path"))
          .isEqualTo("/shop/rooms/42/talk");
      server.end();
    }
  }

  /**
   * Some of what we tap is loaded. Tomcat's libraries for WebSocket are there as well; where those
   * of Jetty are, Spring Boot starts them, so here they are not.
   */
  @ParameterizedTest(name = "Spring Boot {0} on {1}")
  @CsvSource({"3.5.16, tomcat", "3.5.16, jetty", "4.1.0, tomcat", "4.1.0, jetty"})
  void anApplicationWithoutWebSocketHasNothingOfOursButTheTransformer(String boot, String stack)
      throws Exception {
    List<Path> libraries = new ArrayList<>(libraries(boot, stack));
    libraries.removeIf(jar -> jar.getFileName().toString().matches("jetty-.*websocket.*"));
    List<String> command = List.of("-cp", classPath(libraries), PLAIN);
    try (Server server = Server.start(folder, arguments(command))) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
      try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
        peer.sendBytes("GET /shop/none HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(US_ASCII));
        assertThat(peer.readHead().get("")).contains("404");
      }
      assertThat(server.loadedClasses())
          .contains("dev.hangup.launcher.Transformer")
          .noneMatch(name -> name.startsWith("net.bytebuddy."))
          .noneMatch(
              name -> name.matches("dev\\.hangup\\.(telemetry|export|netty|jetty9?|tomcat)\\..*"))
          .doesNotContain("dev.hangup.launcher.Engine");
      assertThat(server.agentThreads()).isEmpty();
      server.end();
      assertThat(server.said())
          .filteredOn(line -> line.contains("hangup"))
          .allMatch(line -> line.contains(" is in, looking for ")); // as hangup.log=all asks for
    }
  }

  /** Spans come one by one, as the connections before have ended. */
  private static Told next(Server server, List<Told> before, String route, String end)
      throws Exception {
    List<Told> all = server.awaitTold(before.size() + 1);
    assertThat(all).hasSize(before.size() + 1);
    Told last = all.get(before.size());
    assertThat(last.name()).isEqualTo("WS " + route);
    assertThat(last.get("http.route")).isEqualTo(route);
    assertThat(last.end()).as("%s", last.attributes()).isEqualTo(end);
    return last;
  }

  private static void of(Told told, String kind, String stack, String version) {
    assertThat(told.kind()).isEqualTo(kind);
    assertThat(told.get("websocket.role")).isEqualTo(kind.toLowerCase(Locale.ROOT));
    assertThat(told.get("websocket.stack")).isEqualTo(stack);
    assertThat(told.get("websocket.stack.version")).isEqualTo(version);
    assertThat(told.attributes()).doesNotContainKey("websocket.observation.incomplete");
  }

  private static void talk(int port) throws Exception {
    Talker raw = Talker.at(port, "/shop/rooms/4711/talk");
    raw.say("hello");
    assertThat(raw.hear()).isEqualTo("hello");
    raw.close();
    assertThat(raw.hear()).isEqualTo("closed 1000");
  }

  private static void talkStomp(int port) throws Exception {
    Talker stomp = Talker.at(port, "/shop/desks/17/stomp", "v12.stomp");
    stomp.say("CONNECT\naccept-version:1.2\nhost:shop\n\n\0");
    assertThat(stomp.hear()).startsWith("CONNECTED\n");
    stomp.say("SUBSCRIBE\nid:0\ndestination:/topic/news\n\n\0");
    stomp.say("SEND\ndestination:/topic/news\n\nhello\0");
    assertThat(stomp.hear()).startsWith("MESSAGE\n").contains("hello");
    stomp.close();
    assertThat(stomp.hear()).isEqualTo("closed 1000");
  }

  /** The application is a client of its own. */
  private static void relay(int port) throws Exception {
    Talker relay = Talker.at(port, "/shop/relays/1");
    relay.say("ws://127.0.0.1:" + port + "/shop/rooms/42/talk");
    assertThat(relay.hear()).isEqualTo("hello");
    relay.close();
    assertThat(relay.hear()).isEqualTo("closed 1000");
  }

  static ScriptedPeer talking(int port, String path) throws Exception {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(path);
    return peer;
  }

  private static void tooBig(int port, String path) throws Exception {
    try (ScriptedPeer peer = talking(port, path)) {
      peer.sendRefused(Frame.text("x".repeat(TOO_BIG)));
      Frame close = peer.receive(); // new Tomcats give it 50 ms, which may not be enough
      assertThat(close == null ? 1009 : close.closeCode()).isEqualTo(1009);
    }
  }

  static List<Path> libraries(String boot, String stack) {
    if (stack.equals("tomcat")) {
      return MavenJars.of(List.of(BOOT + "websocket:" + boot));
    }
    return MavenJars.without(
        List.of(
            "org.springframework.boot:spring-boot-starter-tomcat",
            "org.springframework.boot:spring-boot-starter-tomcat-runtime"),
        List.of(BOOT + "websocket:" + boot, BOOT + stack + ':' + boot));
  }

  private static String versionOf(String jar, List<Path> libraries) {
    return libraries.stream()
        .map(library -> library.getFileName().toString())
        .filter(name -> name.startsWith(jar + '-'))
        .map(name -> name.substring(jar.length() + 1, name.length() - ".jar".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + jar + " in " + libraries));
  }

  static String classPath(List<Path> libraries) {
    List<Path> path = new ArrayList<>(libraries);
    path.add(CLASSES);
    return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Starts it from a class path. */
  static List<String> command(String boot, String stack, String... more) {
    List<String> command =
        new ArrayList<>(arguments(List.of("-cp", classPath(libraries(boot, stack)), MAIN)));
    command.addAll(List.of(more));
    return command;
  }

  static List<String> arguments(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--server.port=0");
    arguments.add("--server.address=127.0.0.1");
    arguments.add("--server.servlet.context-path=/shop");
    arguments.add("--spring.main.banner-mode=off");
    return arguments;
  }
}
