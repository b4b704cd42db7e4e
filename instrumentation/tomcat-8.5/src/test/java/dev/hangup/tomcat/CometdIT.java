// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.CometdContract;
import dev.hangup.testkit.Frame;
import dev.hangup.testkit.ScriptedPeer;
import java.io.IOException;

/** CometD on Tomcat. */
class CometdIT extends CometdContract {

  CometdIT() {
    super("tomcat", "setMaxTextMessageBufferSize");
  }

  @Override
  protected void leave(ScriptedPeer peer) throws IOException {
    Frame close = peer.receive();
    assertThat(close).isNotNull();
    peer.send(Frame.close(close.closeCode(), "")); // Tomcat waits for it
    peer.receiveToTheEnd();
  }
}
