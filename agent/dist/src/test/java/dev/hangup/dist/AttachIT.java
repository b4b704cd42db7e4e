// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Into a running JVM, whose Netty is loaded already and cannot be given fields any more. */
class AttachIT {

  @TempDir Path folder;

  @Test
  void connectionsAfterTheAttachAreObserved() throws Exception {
    try (Fork.Running running =
        Fork.in(folder).with(Fork.library("netty-4.1")).start("app.Waiting")) {
      running.awaitLine("ready", 1);
      attach(running, "hangup.log=off");
      running.say("drop");
      running.awaitLine("done", 1);
      running.say("clean");
      running.awaitLine("done", 2);

      Fork.Ended ended = running.end();

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.spans()).hasSize(2);
      assertThat(ended.spans().get(0)).contains("websocket.close.cause=peer_eof");
      assertThat(ended.spans().get(1)).contains("websocket.close.cause=normal");
    }
  }

  @Test
  void aConnectionThatWasOpenIsFollowedFromItsNextFrameOn() throws Exception {
    assertThat(talk("netty-4.1", false))
        .contains("websocket.frames.received=4")
        .contains("websocket.messages.received=3");
    assertThat(talk("netty-4.2", false))
        .contains("websocket.frames.received=4")
        .contains("websocket.messages.received=3");
  }

  @Test
  void aConnectionThatWasInTheMiddleOfAFrameIsFollowedFromTheFrameAfter() throws Exception {
    assertThat(talk("netty-4.1", true))
        .contains("websocket.frames.received=4")
        .contains("websocket.messages.received=3");
  }

  /** The peer greets, somebody attaches, the peer greets three times more and closes. */
  private String talk(String library, boolean insideAFrame) throws Exception {
    try (Fork.Running running = Fork.in(folder).with(Fork.library(library)).start("app.Talking")) {
      running.awaitLine("ready", 1);
      int done = 0;
      if (insideAFrame) {
        running.say("half");
        running.awaitLine("done", ++done);
      }
      attach(running, "hangup.log=off");
      List<String> lines = new ArrayList<>(List.of("hello", "hello", "hello", "close"));
      if (insideAFrame) {
        lines.add(0, "rest");
      }
      for (String line : lines) {
        running.say(line);
        running.awaitLine("done", ++done);
      }

      Fork.Ended ended = running.end();

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.spans())
          .singleElement()
          .asString()
          .contains("websocket.close.code=1000")
          .contains("websocket.close.initiator=remote")
          .contains("websocket.observation.incomplete=true")
          .doesNotContain("local_abort");
      return ended.spans().get(0);
    }
  }

  @Test
  void whoWantsAllIsToldThatTheAgentIsInThoughNothingUsesWebSocket() throws Exception {
    try (Fork.Running running = Fork.in(folder).start("app.Idle")) {
      running.awaitLine("ready", 1);
      attach(running, "hangup.log=all");

      Fork.Ended ended = running.end();

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent())
          .singleElement()
          .asString()
          .contains(
              " is in, looking for java-websocket, jdk-client, jetty, ktor, netty, okhttp, tomcat,"
                  + " tyrus, undertow; ");
    }
  }

  @Test
  void aSecondAttachStepsBack() throws Exception {
    try (Fork.Running running =
        Fork.in(folder).with(Fork.library("netty-4.2")).start("app.Waiting")) {
      running.awaitLine("ready", 1);
      attach(running, "");
      attach(running, "");
      running.say("drop");
      running.awaitLine("done", 1);

      Fork.Ended ended = running.end();

      assertThat(ended.agent()).anyMatch(line -> line.endsWith("a second start steps back."));
      assertThat(ended.spans()).hasSize(1);
    }
  }

  private static void attach(Fork.Running running, String options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(running.process().pid()));
    try {
      machine.loadAgent(Fork.JAR.toString(), options);
    } catch (AgentLoadException e) {
      // What Java 8 answers when all is well is no answer to newer JDKs.
      assertThat(e).hasMessage("0");
      assertThat(Fork.RELEASE).isEqualTo(8);
    } finally {
      machine.detach();
    }
  }
}
