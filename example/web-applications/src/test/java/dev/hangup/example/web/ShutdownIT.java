// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server says its last words from a shutdown hook of its own, beside all others, the agent's
 * among them. What its clients were told is what is told of it.
 */
class ShutdownIT {

  private static final int CLIENTS = 3;
  private static final String MILLIS = "300";

  /** 128 and the signal's number. */
  private static final int TERMINATED = 143;

  private static final String NETTY = "dev.hangup.example.web.netty.NettyServer";

  /** Printed by its hook when that is done. */
  private static final String LAST_WORDS = "the last words are said";

  @TempDir Path folder;

  @ParameterizedTest(name = "Spring Boot {0} on {1}, with {2}")
  @CsvSource({
    "3.5.16, jetty, 1001",
    "3.5.16, tomcat, 1000",
    "4.1.0, jetty, 1000",
    "4.1.0, tomcat, 1001"
  })
  void anApplicationOfSpringBootSaysGoodbye(String boot, String stack, int code) throws Exception {
    List<String> command =
        SpringBootIT.command(
            boot, stack, "--shop.closes.after=" + MILLIS, "--shop.closes.with=" + code);
    try (Server server = Server.start(folder, command)) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
      List<ScriptedPeer> peers = talking(server, port, "/shop/rooms/17/talk");

      server.terminate();

      List<String> heard = new ArrayList<>();
      for (ScriptedPeer peer : peers) {
        Frame last = peer.receive(); // Boot's Jetty may be quicker than the application
        if (last != null) {
          assertThat(last).isEqualTo(Frame.close(code, "the shop closes"));
        }
        heard.add((last == null ? 1006 : code) + " shutdown");
        peer.close();
      }
      assertThat(server.ended()).isEqualTo(TERMINATED);
      assertThat(server.told().stream().skip(1).map(ShutdownIT::codeAndCause))
          .as("%s", server.said())
          .containsExactlyInAnyOrderElementsOf(heard);
    }
  }

  /** With 1001, as its own session tracker does; later versions of it end without a word. */
  @Test
  void jettyItselfSaysGoodbye() throws Exception {
    try (Server server =
        Server.start(
            folder, SpringBootIT.command("3.5.16", "jetty", "--shop.closes.after=" + MILLIS))) {
      int port = Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
      List<ScriptedPeer> peers = talking(server, port, "/shop/rooms/17/talk");

      server.terminate();

      List<String> heard = new ArrayList<>();
      for (ScriptedPeer peer : peers) {
        Frame last = peer.receive();
        heard.add((last == null ? 1006 : last.closeCode()) + " shutdown");
        peer.close();
      }
      assertThat(server.ended()).isEqualTo(TERMINATED);
      assertThat(server.told().stream().skip(1).map(Told::end))
          .containsExactlyInAnyOrderElementsOf(heard);
    }
  }

  @ParameterizedTest(name = "with {0}")
  @ValueSource(ints = {1000, 1001})
  void aServerOnNettySaysGoodbye(int code) throws Exception {
    try (Server server = Server.start(folder, netty(code))) {
      List<ScriptedPeer> peers = talking(server, port(server), "/talk");

      server.terminate();

      for (ScriptedPeer peer : peers) {
        assertThat(peer.receive()).isEqualTo(Frame.close(code, "the server ends"));
        peer.close();
      }
      assertThat(server.ended()).isEqualTo(TERMINATED);
      assertAllTold(server, code + " shutdown");
      assertThat(server.said()).contains(LAST_WORDS);
    }
  }

  @ParameterizedTest(name = "ended by {0}, with {1}")
  @CsvSource({"a signal, 143", "itself, 3"})
  void aServerThatSaysNothingIsToldSo(String by, int exitCode) throws Exception {
    try (Server server = Server.start(folder, netty(0))) {
      List<ScriptedPeer> peers = talking(server, port(server), "/talk");

      if (by.equals("itself")) {
        server.end();
      } else {
        server.terminate();
      }

      assertThat(server.ended()).isEqualTo(exitCode);
      for (ScriptedPeer peer : peers) {
        peer.receiveToTheEnd();
        peer.close();
      }
      assertAllTold(server, "1006 shutdown");
      assertThat(server.said()).contains(LAST_WORDS);
    }
  }

  private static String codeAndCause(Told told) {
    return told.get("websocket.close.code") + " " + told.get("websocket.close.cause");
  }

  private static void assertAllTold(Server server, String end) throws Exception {
    assertThat(server.told().stream().skip(1))
        .as("%s", server.said())
        .hasSize(CLIENTS)
        .allSatisfy(told -> assertThat(told.end()).as("%s", told).startsWith(end))
        .allSatisfy(told -> assertThat(told.get("websocket.close.initiator")).isEqualTo("local"));
  }

  private static List<String> netty(int code) {
    List<Path> jars = MavenJars.of(List.of("io.netty:netty-codec-http:4.2.20.Final"));
    return List.of("-cp", SpringBootIT.classPath(jars), NETTY, MILLIS, Integer.toString(code));
  }

  private static int port(Server server) throws Exception {
    return Integer.parseInt(server.awaitSaid("listening on port (\\d+)"));
  }

  /** One of them goes at once, and is told of: what telling takes has then been done before. */
  private static List<ScriptedPeer> talking(Server server, int port, String path) throws Exception {
    try (ScriptedPeer first = SpringBootIT.talking(port, path)) {
      first.send(Frame.close(1000, ""));
      first.receiveToTheEnd();
    }
    server.awaitTold(1);
    List<ScriptedPeer> peers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ScriptedPeer peer = SpringBootIT.talking(port, path);
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo(Frame.text("hello"));
      peers.add(peer);
    }
    return peers;
  }
}
