// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat as it is downloaded, with a war that comes and goes. */
class StandaloneTomcatIT {

  /** A leak shows at the second time; who doubts it asks for more. */
  private static final int TIMES = Integer.getInteger("hangup.test.redeploys", 10);

  private static final int MOST_LOOKS = 100;

  private static final String WEBAPP_LOADER =
      "org.apache.catalina.loader.ParallelWebappClassLoader";
  private static final String OUR_LOADER = "dev.hangup.launcher.StackLoader";

  @TempDir Path folder;

  @ParameterizedTest(name = "Tomcat {0}")
  @ValueSource(strings = {"10.1.59", "11.0.25"})
  void nothingOfAnUndeployedWarIsLeftBehind(String version) throws Exception {
    Tomcat tomcat = Tomcat.unpacked(version, folder);
    War war = War.in(folder).with("dev/hangup/example/web/war/Talk.class");
    try (Server server = tomcat.start()) {
      int port = tomcat.awaitPort(server);
      Heap before = beforeTheFirst(tomcat, server, port);
      for (int i = 0; i < TIMES; i++) {
        tomcat.deploy(port, war.file());
        reset(port, "/app/talk/1");
        server.awaitTold(4 * i + 1); // noticed, while the war is there
        Talker polite = Talker.at(port, "/app/talk/2");
        polite.say("hello");
        assertThat(polite.hear()).isEqualTo("hello");
        try (ScriptedPeer ending = talking(port, "/app/talk/3");
            ScriptedPeer resetting = talking(port, "/app/talk/4")) {
          tomcat.undeploy(port);
          assertThat(polite.hear()).isEqualTo("closed 1001");
          assertThat(ending.receive()).extracting(Frame::closeCode).isEqualTo(1001);
          assertThat(resetting.receive()).extracting(Frame::closeCode).isEqualTo(1001);
          ending.fin();
          resetting.reset();
        }
      }
      assertThat(ends(server.awaitTold(4 * TIMES)))
          .containsExactly(
              entry("WS /app/talk/{room} 1001 going_away", 2 * TIMES),
              entry("WS /app/talk/{room} 1001 going_away clean", TIMES),
              entry("WS /app/talk/{room} 1006 peer_reset", TIMES));
      before.awaitAgain(server);
      onlyThreadsOfTheFirst(server);
    }
  }

  @ParameterizedTest(name = "Tomcat {0}, Netty {1}")
  @CsvSource({"10.1.59, 4.2.20.Final", "11.0.25, 4.2.20.Final"})
  void norOfAWarThatBringsItsOwnLibrary(String version, String netty) throws Exception {
    Tomcat tomcat = Tomcat.unpacked(version, folder);
    War war =
        War.in(folder)
            .with("dev/hangup/example/web/netty/NettyTalk.class")
            .with("dev/hangup/example/web/netty/NettyTalk$1.class")
            .with("dev/hangup/example/web/netty/NettyTalk$Echo.class");
    for (Path jar : MavenJars.of(List.of("io.netty:netty-codec-http:" + netty))) {
      war.withLibrary(jar);
    }
    try (Server server = tomcat.start()) {
      int port = tomcat.awaitPort(server);
      Heap before = beforeTheFirst(tomcat, server, port);
      for (int i = 0; i < TIMES; i++) {
        tomcat.deploy(port, war.file());
        int own = Integer.parseInt(tomcat.get(port, "/app/port"));
        reset(own, "/talk");
        server.awaitTold(3 * i + 1);
        Talker polite = Talker.at(own, "/talk");
        polite.say("hello");
        assertThat(polite.hear()).isEqualTo("hello");
        polite.close();
        assertThat(polite.hear()).isEqualTo("closed 1000");
        try (ScriptedPeer staying = talking(own, "/talk")) {
          if (i == 0) {
            assertThat(server.instances(OUR_LOADER)).isGreaterThan(before.ours());
          }
          tomcat.undeploy(port);
          assertThat(hasEnded(staying, server)).isTrue();
        }
      }
      assertThat(ends(server.awaitTold(3 * TIMES)))
          .containsExactly(
              entry("WS /talk 1000 normal clean", TIMES),
              entry("WS /talk 1006 local_abort", TIMES),
              entry("WS /talk 1006 peer_reset", TIMES));
      before.andWhatAnotherStackShares().awaitAgain(server);
      onlyThreadsOfTheFirst(server);
    }
  }

  private static ScriptedPeer talking(int port, String path) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(path);
    peer.send("hello");
    assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
    return peer;
  }

  /** Nothing more came, and the server closed. Where it did not, what it does instead is told. */
  private static boolean hasEnded(ScriptedPeer peer, Server server) throws IOException {
    try {
      return peer.receiveToTheEnd().isEmpty();
    } catch (SocketTimeoutException e) {
      List<String> doing = new ArrayList<>(server.said());
      doing.addAll(server.jcmd("Thread.print"));
      throw new AssertionError("the server did not close:\n" + String.join("\n", doing), e);
    }
  }

  private static void reset(int port, String path) throws IOException {
    talking(port, path).reset();
  }

  private static Map<String, Integer> ends(List<Told> all) {
    Map<String, Integer> ends = new TreeMap<>();
    all.forEach(told -> ends.merge(told.name() + ' ' + told.end(), 1, Integer::sum));
    return ends;
  }

  /** Tomcat's own classes are observed from the first request on, whatever is deployed. */
  private static Heap beforeTheFirst(Tomcat tomcat, Server server, int port) throws Exception {
    assertThat(tomcat.get(port, "/")).contains("Tomcat");
    Heap heap = Heap.of(server);
    assertThat(heap.webapps()).isPositive();
    // One for what Tomcat's own classes meet, and the one that all loaders of a stack share.
    assertThat(heap.ours()).isEqualTo(2);
    return heap;
  }

  private static void onlyThreadsOfTheFirst(Server server) throws IOException {
    assertThat(server.agentThreads()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(server.said()).noneMatch(line -> line.contains("created a ThreadLocal"));
  }

  /** What there is of what may be left behind. Looking collects garbage. */
  private record Heap(long webapps, long ours) {

    static Heap of(Server server) throws IOException {
      return new Heap(server.instances(WEBAPP_LOADER), server.instances(OUR_LOADER));
    }

    /**
     * A stack that came after the first look has a loader that all loaders of its library share:
     * one, however many wars bring that library, and it sees none of them.
     */
    Heap andWhatAnotherStackShares() {
      return new Heap(webapps, ours + 1);
    }

    /** What one collection lets go of may be what the next one can. */
    void awaitAgain(Server server) throws IOException {
      Heap now = of(server);
      for (int i = 1; i < MOST_LOOKS && (now.webapps > webapps || now.ours > ours); i++) {
        now = of(server);
      }
      assertThat(now.webapps).as("class loaders of webapps").isLessThanOrEqualTo(webapps);
      assertThat(now.ours).as("class loaders of ours").isLessThanOrEqualTo(ours);
    }
  }
}
