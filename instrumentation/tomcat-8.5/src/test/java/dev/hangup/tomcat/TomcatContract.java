// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.StackContract;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** What server and client have in common. */
@Versions("tomcat-versions.txt")
abstract class TomcatContract extends StackContract {

  TomcatContract(boolean client) {
    super(client);
  }

  @Override
  protected final String stack() {
    return "tomcat";
  }

  @Override
  protected String application(String story) {
    return "dev.hangup.tomcat.TomcatApplication";
  }

  /** Tomcat does not know the codes that came after RFC 6455. */
  @Override
  protected final int answerTo(int code) {
    return code >= 1012 && code <= 1014 ? 1002 : code;
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

  void suspendAndResume() throws Exception {
    super.readsAreSuspendedAndResumed();
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
}
