// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of a server stands still, for real, and its peers do not wait for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StandstillIT {

  /** Long enough for the second from which on it is told, wherever in its nap the watch was. */
  private static final long STOPPED_MILLIS = 2_500;

  private static final byte[] PING = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

  /** {@code keepalive ping timeout}, as the Python library {@code websockets} says it. */
  private static final String KEEP_ALIVE = "keepalive ping timeout";

  @TempDir Path folder;

  @BeforeAll
  static void thereAreSignals() {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no program sends signals here");
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "no threads of others are seen here");
  }

  @Test
  void aPeerThatHangsUpOnAStoppedServerIsNotToBlame() throws Exception {
    List<String> said = toldWhile(socket -> socket.getOutputStream().write(PING));

    assertThat(said)
        .singleElement()
        .asString()
        .contains("this JVM stood still for ", " before the peer hung up", "Look at this JVM");
  }

  @Test
  void norIsOneThatSaysThatItsKeepAliveRanOut() throws Exception {
    List<String> said =
        toldWhile(
            socket -> {
              socket.getOutputStream().write(PING);
              socket.getOutputStream().write(close(1011, KEEP_ALIVE));
            });

    assertThat(said)
        .singleElement()
        .asString()
        .contains("this JVM stood still for ", "the peer sent Close 1011");
  }

  @Test
  void aServerThatIsAwakeDidNotStandStill() throws Exception {
    try (Fork.Running server = start();
        Socket socket = connect(server)) {
      socket.getOutputStream().write(PING);
      socket.getInputStream().readNBytes(2);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();

      assertThat(closesOf(server))
          .singleElement()
          .asString()
          .contains("TCP closed by peer (FIN)")
          .doesNotContain("stood still");
    }
  }

  /** What a peer does to a server that cannot see it. */
  @FunctionalInterface
  private interface Meanwhile {
    void happens(Socket socket) throws IOException;
  }

  private List<String> toldWhile(Meanwhile meanwhile) throws Exception {
    try (Fork.Running server = start()) {
      try (Socket socket = connect(server)) {
        awaitWatch(server);
        signal("STOP", server);
        meanwhile.happens(socket);
        Thread.sleep(STOPPED_MILLIS);
      }
      signal("CONT", server);
      return closesOf(server);
    }
  }

  /** A JVM that goes down does not wait for the reason; this one is to have seen the end. */
  private static List<String> closesOf(Fork.Running server) throws Exception {
    while (Files.readAllLines(server.err()).stream().noneMatch(line -> line.contains(" | "))) {
      server.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    return server.end().closes();
  }

  /** The first connection of a JVM begins the watch, and its peer may be told of it before that. */
  private static void awaitWatch(Fork.Running server) throws Exception {
    Path threads = Path.of("/proc/" + server.process().pid() + "/task");
    while (!names(threads).contains("hangup-watch")) {
      server.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static List<String> names(Path threads) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path each : all) {
        names.add(Files.readString(each.resolve("comm")).strip());
      }
    } catch (NoSuchFileException e) {
      // one that has just ended
    }
    return names;
  }

  private Fork.Running start() throws IOException {
    return Fork.in(folder)
        .agent()
        .option("-Dhangup.log=all")
        .with(Fork.library("netty-4.1"))
        .start("app.Serving");
  }

  private static Socket connect(Fork.Running server) throws Exception {
    while (Files.readAllLines(server.out()).isEmpty()) {
      if (!server.process().isAlive()) {
        throw new IllegalStateException("ended early: " + Files.readString(server.err()));
      }
      server.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    int port = Integer.parseInt(Files.readAllLines(server.out()).get(0));
    Socket socket = new Socket("localhost", port);
    socket
        .getOutputStream()
        .write(
            """
            GET /echo/4711 HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    int ending = 0;
    while (ending != 0x0d0a0d0a) {
      ending = ending << 8 | in.read();
    }
    return socket;
  }

  /** A masked Close frame; a mask of zeros leaves it as it is. */
  private static byte[] close(int code, String reason) {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[8 + words.length];
    frame[0] = (byte) 0x88;
    frame[1] = (byte) (0x80 | (2 + words.length));
    frame[6] = (byte) (code >> 8);
    frame[7] = (byte) code;
    System.arraycopy(words, 0, frame, 8, words.length);
    return frame;
  }

  private static void signal(String name, Fork.Running server) throws Exception {
    Process kill =
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(server.process().pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
