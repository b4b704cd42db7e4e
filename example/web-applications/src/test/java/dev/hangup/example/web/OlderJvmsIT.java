// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.lowering.Jvms;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs in many places still: servers and frameworks of their time, on the Java of theirs. */
class OlderJvmsIT {

  private static final Path CLASSES = Path.of("target/classes");

  @TempDir Path folder;

  @ParameterizedTest(name = "Tomcat {0} on Java {1}")
  @CsvSource({"8.5.100, 8", "8.5.100, 11"})
  void aWarInTomcat(String version, int release) throws Exception {
    Path java = java(release);
    Tomcat tomcat = Tomcat.unpacked(version, folder);
    War war = War.in(folder).withOlder("dev/hangup/example/web/war/Talk.class", release);
    try (Server server = tomcat.startOn(java)) {
      int port = tomcat.awaitPort(server);
      tomcat.deploy(port, war.file());
      talk(port, "/app/talk/1");
      assertThat(last(server.awaitTold(1), "/app/talk/{room}")).isEqualTo("1000 normal clean");
      SpringBootIT.talking(port, "/app/talk/2").reset();
      assertThat(last(server.awaitTold(2), "/app/talk/{room}")).isEqualTo("1006 peer_reset");
      Talker told = Talker.at(port, "/app/talk/3");
      told.say("hello");
      assertThat(told.hear()).isEqualTo("hello");
      tomcat.undeploy(port);
      assertThat(told.hear()).isEqualTo("closed 1001");
      assertThat(last(server.awaitTold(3), "/app/talk/{room}")).isEqualTo("1001 going_away clean");
      assertThat(server.awaitTold(3))
          .allSatisfy(each -> assertThat(each.get("websocket.stack")).isEqualTo("tomcat"));
      onlyFriendlyWords(server);
    }
  }

  @ParameterizedTest(name = "Spring Boot {0} on Java {1}")
  @CsvSource({"2.7.18, 11"})
  void aSpringBootApplication(String boot, int release) throws Exception {
    Path java = java(release);
    List<Path> path = new ArrayList<>(SpringBootIT.libraries(boot, "tomcat"));
    path.add(0, older(release));
    List<String> command =
        List.of(
            "-cp",
            path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            "dev.hangup.example.web.boot.RawApplication",
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--server.servlet.context-path=/shop",
            "--spring.main.banner-mode=off");
    try (Server server = Server.startOnOther(java, folder, command)) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
      talk(port, "/shop/rooms/4711/talk");
      String route = "/shop/rooms/{room}/talk";
      assertThat(last(server.awaitTold(1), route)).isEqualTo("1000 normal clean");
      SpringBootIT.talking(port, "/shop/rooms/17/talk").reset();
      assertThat(last(server.awaitTold(2), route)).isEqualTo("1006 peer_reset");
      onlyFriendlyWords(server);
      server.end();
    }
  }

  private static Path java(int release) throws IOException {
    Path java = Jvms.ofRelease(release);
    assumeTrue(java != null, "no Java " + release + " here: name one in JAVA_" + release + "_HOME");
    return java;
  }

  private static void talk(int port, String path) throws Exception {
    Talker talker = Talker.at(port, path);
    talker.say("hello");
    assertThat(talker.hear()).isEqualTo("hello");
    talker.close();
    assertThat(talker.hear()).isEqualTo("closed 1000");
  }

  private static String last(List<Told> all, String route) {
    Told last = all.get(all.size() - 1);
    assertThat(last.name()).isEqualTo("WS " + route);
    assertThat(last.attributes()).doesNotContainKey("websocket.observation.incomplete");
    return last.end();
  }

  /** Nothing that could not be observed. */
  private static void onlyFriendlyWords(Server server) throws IOException {
    assertThat(server.said())
        .filteredOn(line -> line.startsWith("hangup: "))
        .isNotEmpty()
        .noneMatch(line -> line.contains("not observing"));
  }

  /** The application's classes, and what else lies beside them. */
  private Path older(int release) throws IOException {
    Path target = folder.resolve("older");
    try (Stream<Path> all = Files.walk(CLASSES)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path to = target.resolve(CLASSES.relativize(file).toString());
        Files.createDirectories(to.getParent());
        if (file.toString().endsWith(".class")) {
          Files.write(to, Older.classFile(file, release));
        } else {
          Files.copy(file, to);
        }
      }
    }
    return target;
  }
}
