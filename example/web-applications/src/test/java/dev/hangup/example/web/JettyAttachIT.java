// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.ScriptedPeer;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The agent comes into a Jetty with connections open: between two frames, in the middle of one, and
 * in the middle of a message. Each is read from its next frame on.
 */
class JettyAttachIT {

  private static final String WEBSOCKET = "org.eclipse.jetty.websocket:";

  @TempDir Path folder;

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource(
      textBlock =
          """
          Jetty9Talk,  websocket-server,             9.4.0.v20161208
          Jetty9Talk,  websocket-server,             9.4.58.v20250814
          Jetty10Talk, websocket-jetty-server,       10.0.0
          Jetty10Talk, websocket-jetty-server,       10.0.25
          Jetty10Talk, websocket-jetty-server,       11.0.26
          Jetty12Talk, jetty-websocket-jetty-server, 12.0.0
          Jetty12Talk, jetty-websocket-jetty-server, 12.1.12
          """)
  void connectionsThatWereThereBeforeAreReadFromTheirNextFrame(
      String program, String artifact, String version) throws Exception {
    try (Server server = Server.startWithoutAgent(folder, arguments(program, artifact, version))) {
      int port = Integer.parseInt(server.awaitSaid("listening on port (\\d+)"));
      try (ScriptedPeer between = talking(port);
          ScriptedPeer inFrame = talking(port);
          ScriptedPeer inMessage = talking(port)) {
        byte[] half = inFrame.bytes(Frame.text("half of it, and the rest"));
        inFrame.sendBytes(Arrays.copyOf(half, 12));
        inMessage.send(Frame.part(Frame.FIRST_TEXT, "half "), Frame.ping("read so far?"));
        assertThat(inMessage.receive()).extracting(Frame::firstByte).isEqualTo(Frame.PONG);

        server.attach();

        inFrame.sendBytes(Arrays.copyOfRange(half, 12, half.length));
        assertThat(inFrame.receive()).isEqualTo(Frame.text("half of it, and the rest"));
        inMessage.send(Frame.part(Frame.LAST, "of it"));
        assertThat(inMessage.receive()).isEqualTo(Frame.text("half of it"));
        int told = 0;
        for (ScriptedPeer peer : List.of(between, inFrame, inMessage)) {
          echoes(peer, "after");
          echoes(peer, "and after");
          peer.send(Frame.close(1000, "bye"));
          assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1000);
          peer.receiveToTheEnd();
          isRead(server.awaitTold(told + 1).get(told));
          told++;
        }
        try (ScriptedPeer later = talking(port)) {
          later.reset();
          Told end = server.awaitTold(told + 1).get(told);
          assertThat(end.end()).isEqualTo("1006 peer_reset");
          assertThat(end.attributes()).doesNotContainKey("websocket.observation.incomplete");
        }
      }
      server.end();
      assertThat(server.said()).noneMatch(line -> line.contains("hangup: a failure"));
    }
  }

  private static void isRead(Told end) {
    assertThat(end.get("websocket.observation.incomplete")).isEqualTo("true");
    assertThat(end.get("websocket.close.code")).isEqualTo("1000");
    assertThat(end.get("websocket.close.initiator")).isEqualTo("remote");
    assertThat(end.get("websocket.close.received_code")).isEqualTo("1000");
    assertThat(end.get("websocket.close.sent_code")).isEqualTo("1000");
    assertThat(end.get("websocket.frames.received")).isEqualTo("3");
    assertThat(end.get("websocket.messages.received")).isEqualTo("2");
    assertThat(end.attributes().keySet()).noneMatch(name -> name.contains("violation"));
  }

  private static List<String> arguments(String program, String artifact, String version)
      throws Exception {
    Path source =
        Path.of(
            Objects.requireNonNull(
                    JettyAttachIT.class.getResource("/jetty/" + program + ".java"), program)
                .toURI());
    String jars =
        MavenJars.of(List.of(WEBSOCKET + artifact + ':' + version)).stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    return List.of("-cp", jars, source.toString());
  }

  private static ScriptedPeer talking(int port) throws Exception {
    ScriptedPeer peer = SpringBootIT.talking(port, "/talk/17");
    echoes(peer, "before");
    return peer;
  }

  private static void echoes(ScriptedPeer peer, String text) throws Exception {
    peer.send(text);
    assertThat(peer.receive()).isEqualTo(Frame.text(text));
  }
}
