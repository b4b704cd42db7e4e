// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.testkit.CometdContract;
import dev.hangup.testkit.ScriptedPeer;
import java.io.IOException;

/** CometD on Jetty. */
class CometdIT extends CometdContract {

  CometdIT() {
    super("jetty", "setMaxTextMessageSize");
  }

  @Override
  protected void leave(ScriptedPeer peer) throws IOException {
    peer.receiveToTheEnd();
  }
}
