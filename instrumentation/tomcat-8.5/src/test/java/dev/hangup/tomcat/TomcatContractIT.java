// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Only;
import dev.hangup.testkit.Role;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Versions(value = "tomcat-versions.txt", walls = "tomcat-newest.txt")
class TomcatContractIT extends StackContract {

  @Override
  protected boolean tellsWhenHandled() {
    return true;
  }

  @Override
  protected final String stack() {
    return "tomcat";
  }

  @Override
  protected String application() {
    return "dev.hangup.tomcat.TomcatApplication";
  }

  /** Tomcat does not know the codes that came after RFC 6455. */
  @Override
  protected final int answerTo(int code) {
    return code >= 1012 && code <= 1014 ? 1002 : code;
  }

  @Only(
      value = Role.SERVER,
      why = "the client blocks, so the application connects on a thread of its own")
  @Override
  @Test
  protected void theConnectionIsPartOfATrace() throws Exception {
    super.theConnectionIsPartOfATrace();
  }

  @Override
  @Test
  protected void thePeerClosesWithoutACode() throws Exception {
    ScriptedPeer peer = talking();
    peer.send(Frame.close());
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1000);
    ends("1005 normal remote clean received=1005 sent=1000");
  }

  @Override
  @Test
  protected void theApplicationsIdleTimerFires() throws Exception {
    ScriptedPeer peer = with(options().withIdleMillis(300)).open();
    assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
    peer.send(Frame.close(1001, ""));
    peer.receiveToTheEnd();
    ends("1001 idle_timeout_local local clean received=1001 sent=1001");
  }

  @Override
  @Test
  protected void theApplicationsHandlerThrows() throws Exception {
    ScriptedPeer peer = talking();
    peer.send("!throw");
    receiveRefusal(peer);
    ends("1002 internal_error local unclean sent=1002" + " thrown=java.lang.IllegalStateException");
  }

  @Override
  @Test
  protected void readsAreSuspendedAndResumed() throws Exception {
    assumeFalse(version().has("no-suspend"), "sessions cannot be suspended");
    suspendAndResume();
  }

  /** A client that resumes waits for more before it looks at what it has read already. */
  private void suspendAndResume() throws Exception {
    if (!isClient()) {
      super.readsAreSuspendedAndResumed();
      return;
    }
    ScriptedPeer peer = talking(with(options().withReadOnDemand()));
    echoes(peer, Frame.text("one"));
    echoes(peer, Frame.binary(3000));
    echoes(peer, Frame.text("three"));
    peer.send(Frame.close(1000, ""));
    peer.receiveToTheEnd();
    ends("1000 normal remote clean received=1000 sent=1000");
  }

  @Override
  @Disabled("the API cannot close without a code")
  protected void theApplicationClosesWithoutACode() {}

  @Override
  @Disabled("the API cannot drop a connection")
  protected void theApplicationDropsTheConnection() {}

  @Override
  @Disabled("the API cannot drop a connection")
  protected void theApplicationClosesAndDoesNotWait(int code, String cause) {}

  @Override
  protected final boolean givesUpOnSends() {
    return true;
  }

  @Override
  protected String expected(String story, String usual) {
    if (isClient() && story.equals("wrongMasking") && version().has("no-mask-check")) {
      // The masking key is taken for text, and is none.
      return usual.replaceFirst("1002", "1007").replace("sent=1002", "sent=1007");
    }
    return usual;
  }

  @Override
  @Test
  protected void aCloseWithOneByte() throws Exception {
    if (!isClient()) {
      super.aCloseWithOneByte();
      return;
    }
    ScriptedPeer peer = talking();
    // Neither answered nor read on after.
    peer.send(Frame.of(Frame.CLOSE, (byte) 3));
    ends("1002 protocol_error remote unclean violations=one-byte-close-body");
  }

  @Override
  protected void receiveRefusal(ScriptedPeer peer) throws Exception {
    if (isClient() && version().has("no-end-after-refusal")) {
      assertThat(peer.receive()).extracting(Frame::firstByte).isEqualTo(Frame.CLOSE);
    } else {
      super.receiveRefusal(peer);
    }
  }

  @Override
  @Test
  protected void framesAreGluedToTheHandshake() throws Exception {
    assumeFalse(
        !isClient() && version().has("no-glued-frames"), "a connection that begins so is dropped");
    super.framesAreGluedToTheHandshake();
  }

  @Override
  @Test
  protected void theConnectionIsUnderTls() throws Exception {
    assumeTls();
    super.theConnectionIsUnderTls();
  }

  @Override
  @Test
  protected void tlsBreaks() throws Exception {
    assumeTls();
    super.tlsBreaks();
  }

  @Override
  @Test
  protected void aTlsRecordCannotBeRead() throws Exception {
    assumeTls();
    super.aTlsRecordCannotBeRead();
  }

  private void assumeTls() {
    assumeFalse(!isClient() && version().has("no-tls"), "its TLS does not work on this Java");
  }
}
