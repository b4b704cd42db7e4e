// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.MavenJars;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spring maps paths to handlers itself, by patterns: those are the routes. */
class SpringBootIT {

  private static final String CLASSES = "target/classes";

  @TempDir Path folder;

  /** The newest of each line that can be had whole, and the jar of the stack it brings. */
  @ParameterizedTest(name = "Spring Boot {0} on {1}")
  @CsvSource(
      textBlock =
          """
          3.5.16, tomcat, tomcat-embed-websocket
          4.1.0,  tomcat, tomcat-embed-websocket
          """)
  void routesAreTheMappedTemplates(String boot, String stack, String jar) throws Exception {
    List<Path> libraries =
        MavenJars.of(List.of("org.springframework.boot:spring-boot-starter-websocket:" + boot));
    String version = versionOf(jar, libraries);
    try (Server server = Server.start(folder, command(libraries))) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));

      Talker raw = Talker.at(port, "/shop/rooms/4711/talk");
      raw.say("hello");
      assertThat(raw.hear()).isEqualTo("hello");
      raw.close();
      assertThat(raw.hear()).isEqualTo("closed 1000");

      Talker stomp = Talker.at(port, "/shop/desks/17/stomp", "v12.stomp");
      stomp.say("CONNECT\naccept-version:1.2\nhost:shop\n\n\0");
      assertThat(stomp.hear()).startsWith("CONNECTED\n");
      stomp.say("SUBSCRIBE\nid:0\ndestination:/topic/news\n\n\0");
      stomp.say("SEND\ndestination:/topic/news\n\nhello\0");
      assertThat(stomp.hear()).startsWith("MESSAGE\n").contains("hello");
      stomp.close();
      assertThat(stomp.hear()).isEqualTo("closed 1000");

      List<String> spans = server.awaitSpans(2);
      assertThat(spans).hasSize(2);
      told(spans.get(0), stack, version, "/shop/rooms/{room}/talk");
      told(spans.get(1), stack, version, "/shop/desks/{desk}/stomp");
      assertThat(spans.get(1)).contains("websocket.subprotocol=v12.stomp");
      server.end();
    }
  }

  private static void told(String span, String stack, String version, String route) {
    assertThat(span)
        .startsWith("hangup: 'WS " + route + "'")
        .contains(
            "http.route=" + route,
            "websocket.stack=" + stack,
            "websocket.stack.version=" + version,
            "websocket.role=server",
            "websocket.close.code=1000",
            "websocket.close.clean=true");
  }

  private static String versionOf(String jar, List<Path> libraries) {
    return libraries.stream()
        .map(library -> library.getFileName().toString())
        .filter(name -> name.startsWith(jar + '-'))
        .map(name -> name.substring(jar.length() + 1, name.length() - ".jar".length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + jar + " in " + libraries));
  }

  private static List<String> command(List<Path> libraries) {
    List<Path> path = new ArrayList<>(libraries);
    path.add(Path.of(CLASSES).toAbsolutePath());
    return List.of(
        "-cp",
        path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        "dev.hangup.example.web.boot.BootApplication",
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--server.servlet.context-path=/shop",
        "--spring.main.banner-mode=off");
  }
}
