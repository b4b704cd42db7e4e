// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Agent;
import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackUnderTest;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The JDK reads when the application asks for a message. This one asks for the first, and no more.
 */
class JdkClientDemandIT {

  private static final String RULE = "websocket.close.rule";
  private static final String CAUSE = "websocket.close.cause";
  private static final String EVIDENCE = "websocket.close.evidence";

  /** The agent is there before anything of the JDK's client is loaded. */
  @SuppressWarnings("UnusedVariable")
  private static final Agent AGENT = Agent.underTest();

  private final Asking application = new Asking();
  private final ExportedFacts facts = ExportedFacts.record();
  private @Nullable Conversation conversation;

  @AfterEach
  void end() throws Exception {
    if (conversation != null) {
      conversation.close();
    }
    assertThat(facts.suppressedFailures()).isZero();
    assertThat(facts.areAllTold()).isTrue();
  }

  private ScriptedPeer open() throws Exception {
    conversation = new Conversation(application, true, Options.at("/echo/17"), facts::awaitOpened);
    return conversation.open();
  }

  /** Two messages are there, the application has one, and asks for nothing for a second. */
  private ScriptedPeer heldBack() throws Exception {
    ScriptedPeer peer = open();
    peer.send(Frame.text("one"), Frame.text("two"));
    assertThat(application.heard.take()).isEqualTo("one");
    Thread.sleep(1100); // less is not worth a word
    return peer;
  }

  @Test
  void anEndThatTheJdkLosesIsToldAtOnce() throws Exception {
    ScriptedPeer peer = open();
    peer.send(Frame.text("one"));
    assertThat(application.heard.take()).isEqualTo("one");
    peer.fin();

    ExportedSpan told = facts.awaitEnd();

    assertThat(told.attributes()).containsEntry(CAUSE, "peer_eof");
    assertThat(told.attributes()).containsEntry(RULE, "end-not-asked-for");
    assertThat(told.attribute(EVIDENCE)).asString().contains("told it nothing of this end");
    assertThat(application.heard).as("what the JDK says of the end").isEmpty();
  }

  @Test
  void anEndThatIsSeenLateIsNobodysIdleLimit() throws Exception {
    ScriptedPeer peer = heldBack();
    peer.reset();
    application.connected.join().request(2);
    // The JDK may lose the message over the error that comes right behind it.
    assertThat(application.heard.take()).isIn("two", "failed");

    ExportedSpan told = facts.awaitEnd();

    assertThat(told.attributes()).containsEntry(CAUSE, "peer_reset");
    assertThat(told.attributes()).containsEntry(RULE, "end-not-asked-for");
    assertThat(told.attribute(EVIDENCE)).asString().contains("this side had not read for ");
  }

  @Test
  void whoGivesUpIsToldThatItDidNotRead() throws Exception {
    ScriptedPeer peer = heldBack();
    application.connected.join().abort();
    peer.receiveToTheEnd();

    ExportedSpan told = facts.awaitEnd();

    assertThat(told.attributes()).containsEntry(RULE, "dropped-here");
    assertThat(told.attribute(EVIDENCE)).asString().contains("this side had not read for ");
  }

  private static final class Asking implements StackUnderTest, WebSocket.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private CompletableFuture<WebSocket> connected = new CompletableFuture<>();

    @Override
    public int serve(Options options) {
      throw StackUnderTest.unable();
    }

    @Override
    public void connect(int port, Options options) {
      connected =
          HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(options.uri(port), this);
    }

    @Override
    public void close() {
      connected.join().abort();
    }

    @Override
    public void onOpen(WebSocket connection) {
      connection.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket connection, CharSequence text, boolean last) {
      heard.add(text.toString());
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket connection, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket connection, Throwable failure) {
      heard.add("failed");
    }
  }
}
