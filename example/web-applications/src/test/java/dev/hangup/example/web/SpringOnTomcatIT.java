// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.example.web.trial.TrialApplication;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What only Spring knows: who refused, what its handlers threw, and which of its settings help,
 * each of them tried.
 */
class SpringOnTomcatIT {

  private static final String STARTER = "org.springframework.boot:spring-boot-starter-websocket:";
  private static final String MAIN = TrialApplication.class.getName();
  private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
  private static final String ROOM = "/shop/rooms/17/talk";
  private static final String DESK = "/shop/desks/17/stomp";
  private static final String LIMIT = "ServletServerContainerFactoryBean.setMax%sMessageBufferSize";

  @TempDir Path folder;

  private final List<Told> told = new ArrayList<>();

  private List<String> arguments(String boot, String... more) {
    List<Path> path = new ArrayList<>(MavenJars.of(List.of(STARTER + boot)));
    path.add(CLASSES);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
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

  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5.16", "4.1.0"})
  void whatGoesWrongIsToldAsWhatItIs(String boot) throws Exception {
    try (Server server = Server.start(folder, arguments(boot))) {
      int port = port(server);
      refusals(server, port);
      exceptions(server, port);
      tooBig(server, port, ROOM, Frame.text("x".repeat(9_000)), "Text");
      tooBig(server, port, ROOM, Frame.binary(9_000), "Binary");
      tooBig(server, port, DESK, Frame.text("SEND\n\n" + "x".repeat(20_000) + "\0"), "Text");
      server.end();
      assertThat(server.said()).noneMatch(line -> line.contains("not found"));
    }
  }

  private void refusals(Server server, int port) throws Exception {
    refused(server, port, "/shop/nobody", 13, 404);
    refused(server, port, ROOM, 13, 401, "X-Refuse: 401");
    refused(server, port, ROOM, 13, 403, "X-Refuse: 403");
    refused(server, port, ROOM, 13, 401, "X-Refuse: 401 later");
    refused(server, port, ROOM, 13, 403, "Origin: http://elsewhere.example");
    refused(server, port, ROOM, 12, 426);
    try (ScriptedPeer stripped = ScriptedPeer.dial(port, false)) {
      stripped.sendBytes(
          ("GET "
                  + ROOM
                  + " HTTP/1.0\r\nHost: here\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
              .getBytes(US_ASCII));
      assertThat(stripped.readHead().get("")).contains("400");
      assertThat(next(server).get("http.response.status_code")).isEqualTo("400");
    }
  }

  private void refused(
      Server server, int port, String path, int version, int status, String... headers)
      throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.dial(port, false)) {
      peer.sendBytes(peer.upgradeRequest(path, version, headers));
      assertThat(peer.readHead().get("")).contains(Integer.toString(status));
      Told refusal = next(server);
      assertThat(refusal.get("http.response.status_code")).isEqualTo(Integer.toString(status));
      assertThat(refusal.get("url.path")).isEqualTo(path);
    }
  }

  private void exceptions(Server server, int port) throws Exception {
    try (ScriptedPeer peer = talking(port, ROOM)) {
      peer.send("!throw");
      thrown(server, peer, 1011, "java.lang.UnsupportedOperationException");
    }
    try (ScriptedPeer peer = talking(port, "/shop/locked")) {
      thrown(server, peer, 1011, "java.lang.SecurityException");
    }
    try (ScriptedPeer peer = talking(port, DESK)) {
      peer.send("CONNECT\naccept-version:1.2\nhost:shop\n\n\0");
      assertThat(peer.receive().text()).startsWith("CONNECTED");
      peer.send("SEND\ndestination:/topic/forbidden\n\nhello\0");
      Frame answer = peer.receive();
      // Spring's ConcurrentWebSocketSessionDecorator keeps ERROR in its buffer, and drops it at the
      // Close, where the thread that wrote CONNECTED has not let go of the lock yet.
      if (answer != null && answer.firstByte() != Frame.CLOSE) {
        assertThat(answer.text()).startsWith("ERROR");
        answer = peer.receive();
      }
      thrown(server, peer, answer, 1002, "java.lang.SecurityException");
    }
  }

  private void thrown(Server server, ScriptedPeer peer, int code, String exception)
      throws Exception {
    thrown(server, peer, peer.receive(), code, exception);
  }

  private void thrown(
      Server server, ScriptedPeer peer, @Nullable Frame close, int code, String exception)
      throws Exception {
    if (close != null) { // new Tomcats give it 50 ms, which may not be enough
      assertThat(close.closeCode()).isEqualTo(code);
      peer.send(Frame.close(code, ""));
    }
    Told end = next(server);
    assertThat(end.end()).startsWith(code + " internal_error");
    assertThat(end.get("websocket.close.evidence")).contains(exception);
  }

  private void tooBig(Server server, int port, String path, Frame message, String kind)
      throws Exception {
    try (ScriptedPeer peer = talking(port, path)) {
      peer.sendRefused(message);
      peer.receiveToTheEnd();
      Told end = next(server);
      assertThat(end.end()).isEqualTo("1009 message_too_big");
      // Over STOMP there is a limit more, which this application has raised already: in vain.
      assertThat(end.get("websocket.close.remediation"))
          .contains(LIMIT.formatted(kind))
          .doesNotContain("setMessageSizeLimit");
    }
  }

  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5.16", "4.1.0"})
  void whoeverFollowsTheRemedyIsHelped(String boot) throws Exception {
    try (Server server = Server.start(folder, arguments(boot, "--trial.remedy=tomcat"))) {
      int port = port(server);
      echoes(server, port, Frame.text("x".repeat(9_000)));
      echoes(server, port, Frame.binary(9_000));
      try (ScriptedPeer peer = talking(port, DESK)) {
        peer.send("CONNECT\naccept-version:1.2\nhost:shop\n\n\0");
        assertThat(peer.receive().text()).startsWith("CONNECTED");
        peer.send("SEND\ndestination:/topic/forbidden\n\n" + "x".repeat(20_000) + "\0");
        assertThat(peer.receive().text()).startsWith("ERROR"); // it was read
        peer.reset();
        next(server);
      }
      try (ScriptedPeer peer = talking(port, ROOM)) {
        assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
        peer.send(Frame.close(1001, ""));
        peer.receiveToTheEnd();
        Told end = next(server);
        assertThat(end.end()).isEqualTo("1001 idle_timeout_local clean");
        assertThat(end.get("websocket.close.remediation"))
            .contains("ServletServerContainerFactoryBean.setMaxSessionIdleTimeout");
      }
      server.end();
    }
  }

  private void echoes(Server server, int port, Frame message) throws Exception {
    try (ScriptedPeer peer = talking(port, ROOM)) {
      peer.send(message);
      int echoed = 0;
      while (echoed < message.size()) { // in parts, as Tomcat sends what is long
        echoed += peer.receive().size();
      }
      peer.send(Frame.close(1000, ""));
      peer.receiveToTheEnd();
      assertThat(next(server).end()).isEqualTo("1000 normal clean");
    }
  }

  /** The connections were open before, one of them in the middle of a frame, one of a message. */
  @ParameterizedTest(name = "Spring Boot {0}")
  @ValueSource(strings = {"3.5.16", "4.1.0"})
  void connectionsThatWereThereBeforeAreReadFromTheirNextFrame(String boot) throws Exception {
    try (Server server = Server.startWithoutAgent(folder, arguments(boot))) {
      int port = port(server);
      try (ScriptedPeer between = talking(port, ROOM);
          ScriptedPeer inFrame = talking(port, ROOM);
          ScriptedPeer inMessage = talking(port, ROOM)) {
        for (ScriptedPeer peer : List.of(between, inFrame, inMessage)) {
          echoes(peer, Frame.text("before"));
        }
        byte[] half = inFrame.bytes(Frame.text("half of it, and the rest"));
        inFrame.sendBytes(Arrays.copyOf(half, 12));
        inMessage.send(Frame.part(Frame.FIRST_TEXT, "half "), Frame.ping("read so far?"));
        assertThat(inMessage.receive()).extracting(Frame::firstByte).isEqualTo(Frame.PONG);

        server.attach();

        inFrame.sendBytes(Arrays.copyOfRange(half, 12, half.length));
        assertThat(inFrame.receive()).isEqualTo(Frame.text("half of it, and the rest"));
        inMessage.send(Frame.part(Frame.LAST, "of it"));
        assertThat(inMessage.receive()).isEqualTo(Frame.text("half of it"));
        for (ScriptedPeer peer : List.of(between, inFrame, inMessage)) {
          echoes(peer, Frame.text("after"));
          echoes(peer, Frame.text("and after"));
          peer.send(Frame.close(1000, "bye"));
          assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1000);
          assertThat(peer.receive()).isNull();
          Told end = next(server);
          assertThat(end.get("websocket.observation.incomplete")).isEqualTo("true");
          assertThat(end.get("websocket.close.code")).isEqualTo("1000");
          assertThat(end.get("websocket.close.initiator")).isEqualTo("remote");
          assertThat(end.get("websocket.close.received_code")).isEqualTo("1000");
          assertThat(end.get("websocket.close.sent_code")).isEqualTo("1000");
          assertThat(end.get("websocket.frames.received")).isEqualTo("3");
          assertThat(end.get("websocket.messages.received")).isEqualTo("2");
        }
      }
      server.end();
    }
  }

  private static void echoes(ScriptedPeer peer, Frame message) throws Exception {
    peer.send(message);
    assertThat(peer.receive()).isEqualTo(message);
  }

  private static ScriptedPeer talking(int port, String path) throws Exception {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(path);
    return peer;
  }
}
