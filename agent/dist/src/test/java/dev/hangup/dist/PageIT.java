// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a real JVM with the jar: the one that all forked applications run on, see the pom.
 */
class PageIT {

  @TempDir Path folder;

  @Test
  void whatIsLiveIsReadByAnybodyOnThisMachine() throws Exception {
    try (Watched watched = Watched.start(folder);
        RawPeer open = RawPeer.at(watched.port, "/room/1")) {
      open.say("hello");
      try (RawPeer dropped = RawPeer.at(watched.port, "/room/2")) {
        dropped.say("hello");
        dropped.drop();
      }
      try (RawPeer closed = RawPeer.at(watched.port, "/room/3")) {
        closed.close(4711, "</script><b>\u202e");
      }
      watched.awaitEnds(2);

      assertThat(watched.address).matches("http://localhost:\\d+/");
      assertThat(watched.get("/")).startsWith("<!doctype html>");
      assertThat(watched.get("/app.js")).contains("import ");
      assertThat(watched.get("/api/summary"))
          .contains("\"stacks\":[\"netty\"]")
          .contains("\"opened\":3")
          .contains("\"route\":\"/room/{id}\"");
      assertThat(watched.get("/api/closes?cause=peer_eof"))
          .contains("\"code\":1006")
          .contains("\"lastFrames\":[{\"received\":true,\"opcode\":1,")
          .doesNotContain("4711");
      assertThat(watched.get("/api/closes?code=4711&brief=true"))
          .contains("\"reason\":\"\\u003c/script\\u003e\\u003cb\\u003e\"")
          .doesNotContain("<");
      assertThat(watched.get("/api/connections")).contains("\"count\":1");
      // The handbook is in the jar, with all its languages.
      assertThat(watched.get("/api/handbook?code=1006&lang=hi"))
          .matches("(?s).*[\\u0900-\\u097f].*");
      assertThat(watched.get("/api/codes?lang=ja")).contains("\"causes\"");

      // The page keeps no JVM running.
      Fork.Ended ended = watched.end();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent()).filteredOn(line -> line.contains("page")).hasSize(1);
    }
  }

  @Test
  void withoutThePortNothingOfItIsLoaded() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    Fork.Ended ended =
        Fork.in(folder)
            .with(Fork.library("netty-4.2"))
            .agent()
            .loadedClasses(loaded)
            .run("app.Echo", "clean");

    assertThat(ended.exitCode()).isZero();
    assertThat(Files.readString(loaded))
        .contains("dev.hangup.live.Live")
        .doesNotContain("dev.hangup.view")
        .doesNotContain("dev.hangup.launcher.PagePort");
  }

  @Test
  void aPortThatIsTakenIsOneLineAndTheApplicationRunsOn() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      try (Fork.Running running =
          Fork.in(folder)
              .with(Fork.library("netty-4.2"))
              .agent()
              .option("-Dhangup.log=off")
              .option("-Dhangup.view.port=" + taken.getLocalPort())
              .start("app.Waiting")) {
        while (!Files.readString(running.err()).contains("there is no page")) {
          assertThat(running.process().isAlive()).isTrue();
        }
        running.say("clean");
        running.awaitLine("done", 1);
        Fork.Ended ended = running.end();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.agent())
            .filteredOn(line -> line.contains("page"))
            .singleElement()
            .asString()
            .startsWith("there is no page: port " + taken.getLocalPort() + " cannot be opened: ");
      }
    }
  }
}
