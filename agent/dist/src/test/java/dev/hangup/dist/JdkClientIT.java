// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JDK's HTTP client, which everybody may use without a thought of WebSocket; its classes may
 * come from the JDK's own archive. A runtime without it is in {@link SmallRuntimeIT}.
 */
class JdkClientIT {

  @TempDir Path folder;

  @BeforeAll
  static void isThere() {
    assumeTrue(Fork.RELEASE >= 11, "this JVM has no such client");
  }

  @Test
  void aPageStartsNothingOfOurs() throws Exception {
    Path classes = folder.resolve("loaded.txt");

    Fork.Ended ended = Fork.in(folder).agent().loadedClasses(classes).run("app.JdkClient");

    assertThat(ended.out()).containsExactly("page");
    assertThat(ended.err()).isEmpty();
    assertThat(Files.readAllLines(classes))
        .noneMatch(line -> line.contains(" net.bytebuddy."))
        .noneMatch(line -> line.contains(" io.opentelemetry."))
        .noneMatch(line -> line.contains(" dev.hangup.observer.Observation "));
  }

  @Test
  void aWebSocketIsTold() throws Exception {
    Fork.Ended ended = Fork.in(folder).agent().run("app.JdkClient", "ws");

    assertThat(ended.out()).containsExactly("closed 1000");
    assertThat(ended.agent()).anyMatch(line -> line.contains(", observing jdk-client; "));
    assertThat(ended.spans())
        .singleElement()
        .asString()
        .contains("CLIENT", "websocket.stack=jdk-client", "websocket.close.cause=normal");
  }

  @Test
  void whoWantsOthersOnlyIsLeftAlone() throws Exception {
    Fork.Ended ended =
        Fork.in(folder).agent().option("-Dhangup.stacks=netty").run("app.JdkClient", "ws");

    assertThat(ended.out()).containsExactly("closed 1000");
    assertThat(ended.spans()).isEqualTo(List.of());
  }
}
