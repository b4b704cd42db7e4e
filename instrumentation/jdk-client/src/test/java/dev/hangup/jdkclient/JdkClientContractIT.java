// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Conversation;
import dev.hangup.testkit.ExportedSpan;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.Versions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Versions(value = "jdk-client.txt", roles = Role.CLIENT)
class JdkClientContractIT extends StackContract {

  /** What the JDK's client refuses to send. */
  private static final Set<Integer> OF_SERVERS = Set.of(1003, 1009, 1012, 1013);

  /**
   * Whether the JDK got its Close frame out before it closed the socket: two threads of its own.
   */
  private boolean saidWhy = true;

  @Override
  protected String stack() {
    return "jdk-client";
  }

  @Override
  protected String application() {
    return "dev.hangup.jdkclient.JdkClientApplication";
  }

  @Override
  protected String clientUserAgent() {
    return "Java-http-client/" + version().version();
  }

  /** Frames are told as bytes, and there is no idle timer. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("OUTBOUND_PAYLOAD") && !seam.equals("IDLE");
  }

  @Override
  protected boolean canCloseWith(int code) {
    return !OF_SERVERS.contains(code);
  }

  /** It takes no 1010 from a server. */
  @Override
  protected int answerTo(int code) {
    return code == 1005 ? 1000 : code == 1010 ? NO_ANSWER : code;
  }

  @Override
  protected void receiveRefusal(ScriptedPeer peer) throws Exception {
    List<Frame> frames = peer.receiveToTheEnd();
    saidWhy = !frames.isEmpty();
  }

  /** A Close frame was on its way or it was not, when the socket was closed. */
  @Override
  protected void knowFrom(ExportedSpan told) {
    if (!saidWhy) {
      for (String counted : List.of("websocket.frames.sent", "websocket.bytes.sent")) {
        conversation().know(counted, told.attribute(counted));
      }
    }
  }

  @Override
  protected String expected(String story, String usual) {
    return switch (story) {
      // The timer is the application's own, and nobody knows of it.
      case "theApplicationsIdleTimerFires" -> usual.replace("idle_timeout_local", "going_away");
      case "thePeerClosesWith", "aCloseIsSentWhileTheSocketIsClosed" ->
          usual.startsWith("1010 ") && saidWhy
              ? usual.replace(" unclean", " clean") + " sent=1002"
              : usual;
      default ->
          saidWhy
              ? usual
              : usual
                  .replaceFirst("^1\\d* (.*) local", "1006 $1 local")
                  .replaceFirst("sent=\\d+", "")
                  .replace(" clean", " unclean");
    };
  }

  /** One thread of the JDK writes the Close frame while another closes the socket. */
  @RepeatedTest(100)
  void aCloseIsSentWhileTheSocketIsClosed() throws Exception {
    thePeerClosesWith(1010, "extension_missing");
  }

  @Test
  void nobodyIsThereToConnectTo() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    try (StackUnderTest application = Library.shared(version()).application(application())) {
      application.connect(port, options());
      ExportedSpan told = facts().awaitFailure();
      assertThat(told.error()).isTrue();
      assertThat(told.attributes())
          .containsEntry("error.type", "connect_failed")
          .containsEntry("server.port", (long) port)
          .doesNotContainKey("http.response.status_code");
    }
  }

  /** Linux hands a reset to the thread that asks first: the one that reads, or one that writes. */
  @Override
  @Test
  protected void theApplicationWritesToADeadPeer() throws Exception {
    Conversation with = with();
    ScriptedPeer peer = talking(with);
    peer.send("!flood");
    peer.receive();
    peer.reset();
    ExportedSpan told = facts().awaitEnd();
    for (String counted :
        List.of("frames", "messages", "bytes", "frame.max_size", "message.max_size")) {
      String name = "websocket." + counted + ".sent";
      with.know(name, told.attribute(name));
    }
    Object cause = told.attribute("websocket.close.cause");
    assertThat(cause).isIn("peer_reset", "write_failed");
    with.check(told, "1006 " + cause + " remote unclean");
  }

  /** The JDK closes the socket, and lets the application know. */
  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    assertThat(peer.receive()).isNull();
    ends("1006 internal_error local unclean thrown=java.lang.IllegalStateException");
  }

  @Override
  @Test
  protected void aCloseWithOneByte() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.of(Frame.CLOSE, (byte) 3));
    receiveRefusal(peer);
    ends("1002 protocol_error remote clean sent=1002 violations=one-byte-close-body");
  }

  @Override
  @Test
  protected void aCloseWithACodeThatMustNotTravel() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close(1005, ""));
    receiveRefusal(peer);
    ends("1002 protocol_error remote clean received=1005 sent=1002 violations=reserved-close-code");
  }

  @Override
  @Test
  protected void tlsBreaks() throws Exception {
    assumeFalse(
        version().has("waits-for-records"), "waits for as much as what is no record announces");
    super.tlsBreaks();
  }

  @Override
  @Disabled("the library cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  @Override
  @Disabled("the library has no limit")
  protected void aFrameAboveTheLimit() {}

  @Override
  @Disabled("the library never compresses")
  protected void messagesAreCompressed() {}
}
