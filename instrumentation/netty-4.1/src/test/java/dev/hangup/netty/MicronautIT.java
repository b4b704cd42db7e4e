// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.MavenJars;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.StackVersion;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server on Micronaut, whose application is compiled with Micronaut's processor: what its own
 * settings are for, and that they are the ones that are named.
 */
class MicronautIT {

  private static final String VERSION = ":4.10.15";

  private static final StackVersion MICRONAUT =
      new StackVersion(
          "micronaut" + VERSION,
          List.of(
              "io.micronaut:micronaut-http-server-netty" + VERSION,
              "io.micronaut:micronaut-websocket" + VERSION,
              "io.micronaut:micronaut-jackson-databind" + VERSION),
          Set.of());

  private static final Frame TOO_BIG = Frame.text("x".repeat(70_000));

  @TempDir private static Path classes;

  private static Library library;

  private ExportedFacts facts;

  @BeforeAll
  static void compile() throws Exception {
    List<Path> processor =
        MavenJars.of(
            List.of(
                "io.micronaut:micronaut-inject-java" + VERSION,
                "io.micronaut:micronaut-websocket" + VERSION));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-classpath",
                path(Stream.concat(MavenJars.of(MICRONAUT.artifacts()).stream(), testkit())),
                "-processorpath",
                path(processor.stream()),
                "-d",
                classes.toString(),
                source().toString());
    assertThat(result).as("%s", said).isZero();
    library = Library.beside(MICRONAUT, classes);
  }

  private static String path(Stream<Path> jars) {
    return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<Path> testkit() throws URISyntaxException {
    return Stream.of(
        Path.of(StackUnderTest.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
  }

  private static Path source() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(
                MicronautIT.class.getResource("/applications/MicronautEcho.java"), "the source")
            .toURI());
  }

  @BeforeEach
  void record() {
    facts = ExportedFacts.record();
  }

  @AfterEach
  void nothingOfOursFailed() {
    assertThat(facts.suppressedFailures()).isZero();
  }

  @Test
  void aMessageThatIsTooBigNamesTheAnnotation() throws Exception {
    try (StackUnderTest server = server();
        ScriptedPeer peer = opened(server.serve(Options.at("")), "/usual")) {
      peer.sendRefused(TOO_BIG);
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.stack", "netty")
          .containsEntry("websocket.framework", "micronaut")
          .containsEntry("websocket.close.cause", "message_too_big")
          .containsEntry("websocket.close.initiator", "local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in Micronaut: ", "@OnMessage(maxPayloadLength=…)")
          .doesNotContain("WebSocketDecoderConfig");
    }
  }

  @Test
  void theAnnotationHelps() throws Exception {
    try (StackUnderTest server = server();
        ScriptedPeer peer = opened(server.serve(Options.at("")), "/raised")) {
      peer.send(TOO_BIG);
      assertThat(peer.receive()).isEqualTo(TOO_BIG);
      peer.send(Frame.close(1000, ""));
      awaitClose(peer);
      peer.fin();
      assertThat(facts.awaitEnd().attributes())
          .containsEntry("websocket.framework", "micronaut")
          .containsEntry("websocket.close.cause", "normal");
    }
  }

  /** Of its three timers that of reading is enough, however long the others are. */
  @Test
  void theIdleTimerIsTheOneOfThePropertiesNamed() throws Exception {
    try (StackUnderTest server = server();
        ScriptedPeer peer = opened(server.serve(Options.at("").withIdleMillis(1000)), "/usual")) {
      peer.send(Frame.close(awaitClose(peer), ""));
      peer.fin();
      ExportedSpan told = facts.awaitEnd();
      assertThat(told.attributes())
          .containsEntry("websocket.framework", "micronaut")
          .containsEntry("websocket.close.cause", "idle_timeout_local");
      assertThat(told.attribute("websocket.close.remediation").toString())
          .contains("Settings in Micronaut: ", "micronaut.server.idle-timeout, .read-idle-timeout");
    }
  }

  /** Micronaut leaves it to the peer to end the transport after that. */
  private static int awaitClose(ScriptedPeer peer) throws IOException {
    Frame close = peer.receive();
    assertThat(close).isNotNull();
    return close.closeCode();
  }

  private static StackUnderTest server() {
    return library.application("applications.MicronautEcho");
  }

  private static ScriptedPeer opened(int port, String path) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(port, false);
    peer.upgrade(path);
    return peer;
  }
}
