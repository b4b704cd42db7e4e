// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.example.web.trial.TrialApplication;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.ScriptedPeer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spring on Jetty does not hand its usual settings on, and has others: what is told of an
 * application on it, and what becomes of it when it does what it is told.
 */
class SpringOnJettyIT {

  private static final String MAIN = TrialApplication.class.getName();
  private static final String ROOM = "/shop/rooms/17/talk";
  private static final String DESK = "/shop/desks/17/stomp";
  private static final String STRATEGY =
      "JettyRequestUpgradeStrategy.addWebSocketConfigurer(c -> c.set%s(…))";
  private static final String FACTORY = "WebSocketContainerFactoryBean.setMax%sMessageBufferSize";

  /** More than Jetty takes by default, and less than what is set. */
  private static final int MUCH = 70_000;

  @TempDir Path folder;

  private final List<Told> told = new ArrayList<>();

  private static List<String> arguments(String boot, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                SpringBootIT.classPath(SpringBootIT.libraries(boot, "jetty")),
                MAIN,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.servlet.context-path=/shop",
                "--spring.main.banner-mode=off"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static int port(Server server) throws Exception {
    return Integer.parseInt(server.awaitSaid("started on port\\D+(\\d+)"));
  }

  /** One thing is told after the other, and nothing beside. */
  private Told next(Server server) throws Exception {
    List<Told> all = server.awaitTold(told.size() + 1);
    assertThat(all).hasSize(told.size() + 1);
    told.add(all.get(told.size()));
    return told.get(told.size() - 1);
  }

  private static Frame much(String kind) {
    return kind.equals("Text") ? Frame.text("x".repeat(MUCH)) : Frame.binary(MUCH);
  }

  private static Frame stomp() {
    return Frame.text("SEND\ndestination:/topic/forbidden\n\n" + "x".repeat(MUCH) + "\0");
  }

  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5.16", "4.1.0"})
  void theSettingThatWorksIsNamed(String boot) throws Exception {
    try (Server server = Server.start(folder, arguments(boot))) {
      int port = port(server);
      for (String kind : List.of("Text", "Binary")) {
        String setting = STRATEGY.formatted("Max" + kind + "MessageSize");
        try (ScriptedPeer peer = SpringBootIT.talking(port, ROOM)) {
          tooBig(server, peer, much(kind), setting);
        }
        try (ScriptedPeer peer = called(server, port)) {
          tooBig(server, peer, much(kind), FACTORY.formatted(kind));
        }
      }
      try (ScriptedPeer peer = SpringBootIT.talking(port, DESK)) {
        tooBig(server, peer, stomp(), STRATEGY.formatted("MaxTextMessageSize"));
      }
      server.end();
      assertThat(server.said()).noneMatch(line -> line.contains("not found"));
    }
  }

  private void tooBig(Server server, ScriptedPeer peer, Frame message, String setting)
      throws Exception {
    peer.sendRefused(message);
    peer.receiveToTheEnd();
    Told end = next(server);
    assertThat(end.end()).isEqualTo("1009 message_too_big");
    assertThat(end.get("websocket.framework")).isEqualTo("spring");
    assertThat(end.get("websocket.close.remediation"))
        .contains("Settings in Spring on Jetty: ", setting)
        .doesNotContain("ServletServerContainerFactoryBean", "Settings in Jetty");
  }

  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5.16", "4.1.0"})
  void whoeverFollowsTheRemedyIsHelped(String boot) throws Exception {
    try (Server server = Server.start(folder, arguments(boot, "--trial.remedy=jetty"))) {
      int port = port(server);
      for (String kind : List.of("Text", "Binary")) {
        try (ScriptedPeer peer = SpringBootIT.talking(port, ROOM)) {
          echoes(server, peer, much(kind));
        }
        try (ScriptedPeer peer = called(server, port)) {
          echoes(server, peer, much(kind));
        }
      }
      try (ScriptedPeer peer = SpringBootIT.talking(port, DESK)) {
        peer.send("CONNECT\naccept-version:1.2\nhost:shop\n\n\0");
        assertThat(peer.receive().text()).startsWith("CONNECTED");
        peer.send(stomp());
        assertThat(peer.receive().text()).startsWith("ERROR"); // it was read
        peer.reset();
        next(server);
      }
      try (ScriptedPeer peer = SpringBootIT.talking(port, ROOM)) {
        idle(server, peer, STRATEGY.formatted("IdleTimeout"));
      }
      try (ScriptedPeer peer = called(server, port)) {
        idle(server, peer, "WebSocketContainerFactoryBean.setMaxSessionIdleTimeout");
      }
      server.end();
    }
  }

  private void echoes(Server server, ScriptedPeer peer, Frame message) throws Exception {
    peer.send(message);
    int echoed = 0;
    while (echoed < message.size()) { // in parts, as it is cut
      echoed += peer.receive().size();
    }
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    assertThat(next(server).end()).isEqualTo("1000 normal clean");
  }

  private void idle(Server server, ScriptedPeer peer, String setting) throws Exception {
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
    peer.fin();
    Told end = next(server);
    assertThat(end.end()).startsWith("1001 idle_timeout_local");
    assertThat(end.get("websocket.close.evidence")).contains("1.0 s");
    assertThat(end.get("websocket.close.remediation")).contains(setting);
  }

  /** The application is the client of this one; who asked it to be has gone. */
  private ScriptedPeer called(Server server, int port) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ScriptedPeer asking = SpringBootIT.talking(port, "/shop/calls")) {
      asking.send("ws://127.0.0.1:" + listening.getLocalPort() + "/echo");
      ScriptedPeer peer = ScriptedPeer.accepted(listening.accept(), false);
      peer.sendBytes(peer.upgradeResponse(peer.readHead()));
      asking.send(Frame.close(1000, ""));
      asking.receiveToTheEnd();
      // Sessions of this server may be silent for a second: on a busy machine the one that asked is
      // ended by that while the call is being made. How it ended does not matter here.
      next(server);
      return peer;
    }
  }
}
