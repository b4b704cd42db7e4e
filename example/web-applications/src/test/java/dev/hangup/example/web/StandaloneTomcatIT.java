// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat as it is downloaded, with a war that comes and goes. */
class StandaloneTomcatIT {

  private static final int TIMES = 50;
  private static final String LOADER = "org.apache.catalina.loader.ParallelWebappClassLoader";
  private static final String OUR_LOADER = "dev.hangup.launcher.StackLoader";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  @ParameterizedTest(name = "Tomcat {0}")
  @ValueSource(strings = {"10.1.59", "11.0.25"})
  void nothingOfAnUndeployedWarIsLeftBehind(String version) throws Exception {
    Path home = unpacked(version);
    Path war = war();
    try (Server server = started(home)) {
      int port = Integer.parseInt(server.awaitSaid("ProtocolHandler \\[\"http\\S+-auto-1-(\\d+)"));
      server.awaitSaid("(Server startup in)");
      long loaders = server.instances(LOADER); // of the webapps it brings along
      assertThat(loaders).isPositive();

      deployTalkUndeploy(port, war);
      server.awaitSpans(3);
      long ours = server.instances(OUR_LOADER);
      assertThat(ours).isPositive();
      List<String> threads = server.agentThreads();
      for (int i = 1; i < TIMES; i++) {
        deployTalkUndeploy(port, war);
      }

      List<String> spans = server.awaitSpans(3 * TIMES);
      assertThat(spans).hasSize(3 * TIMES);
      assertThat(spans)
          .allMatch(span -> span.startsWith("hangup: 'WS /app/talk/{room}'"))
          .allMatch(span -> span.contains("websocket.close.code=1001"))
          .allMatch(span -> span.contains("websocket.close.initiator=local"));
      awaitInstances(server, LOADER, loaders);
      assertThat(server.instances(OUR_LOADER)).isEqualTo(ours);
      assertThat(server.agentThreads()).isEqualTo(threads);
    }
  }

  /** Three connections are open when the war goes: one takes its leave, two are cut off. */
  private static void deployTalkUndeploy(int port, Path war) throws Exception {
    manager(port, "deploy?path=/app&update=true&war=" + war.toUri());
    Talker polite = Talker.at(port, "/app/talk/1");
    polite.say("hello");
    assertThat(polite.hear()).isEqualTo("hello");
    try (ScriptedPeer ending = talking(port);
        ScriptedPeer resetting = talking(port)) {
      manager(port, "undeploy?path=/app");
      assertThat(polite.hear()).isEqualTo("closed 1001");
      assertThat(ending.receive()).extracting(Frame::closeCode).isEqualTo(1001);
      assertThat(resetting.receive()).extracting(Frame::closeCode).isEqualTo(1001);
      ending.fin();
      resetting.reset();
    }
  }

  private static ScriptedPeer talking(int port) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.askUpgrade("/app/talk/2");
    assertThat(peer.readHead().get("")).contains("101");
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
    return peer;
  }

  /** A loader is gone when a collection says so; the test's time limit is the only one. */
  private static void awaitInstances(Server server, String className, long most)
      throws IOException {
    while (server.instances(className) > most) {
      Thread.onSpinWait();
    }
  }

  private static void manager(int port, String command) throws Exception {
    String user = Base64.getEncoder().encodeToString("test:test".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/manager/text/" + command))
                .header("Authorization", "Basic " + user)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).startsWith("OK");
  }

  private Server started(Path home) throws IOException {
    return Server.start(
        folder,
        List.of(
            "-Xmx256m",
            "-Dcatalina.home=" + home,
            "-Djava.io.tmpdir=" + home.resolve("temp"),
            "-cp",
            home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
            "org.apache.catalina.startup.Bootstrap",
            "start"));
  }

  /** On any free port, with somebody who may deploy. */
  private Path unpacked(String version) throws IOException {
    Path zip = MavenJars.of(List.of("org.apache.tomcat:tomcat:zip:" + version)).get(0);
    Path home = folder.resolve("apache-tomcat-" + version);
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    }
    Path settings = home.resolve("conf/server.xml");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("port=\"8005\"", "port=\"-1\"")
            .replace("port=\"8080\"", "port=\"0\" address=\"127.0.0.1\""));
    Files.writeString(
        home.resolve("conf/tomcat-users.xml"),
        """
        <tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
          <user username="test" password="test" roles="manager-script"/>
        </tomcat-users>
        """);
    return home;
  }

  private Path war() throws IOException {
    Path war = folder.resolve("app.war");
    String talk = "dev/hangup/example/web/war/Talk.class";
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(war))) {
      out.putNextEntry(new ZipEntry("WEB-INF/classes/" + talk));
      Files.copy(Path.of("target/classes").resolve(talk), out);
      out.closeEntry();
    }
    return war;
  }
}
