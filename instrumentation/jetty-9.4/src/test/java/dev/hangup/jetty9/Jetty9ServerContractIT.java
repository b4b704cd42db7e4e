// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.testkit.Frame;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.Test;

@Versions("jetty-9.4.txt")
class Jetty9ServerContractIT extends Jetty9Contract {

  Jetty9ServerContractIT() {
    super(false);
  }

  @Override
  protected String application(String story) {
    return "dev.hangup.jetty9.Jetty9Application";
  }

  /** Jetty closes the channel inside the read that finds the end, having closed its own half. */
  @Test
  void theSelectorClosesBeforeTheReadHasReturned() throws Exception {
    ScriptedPeer peer = talking(with(Options.at("/echo/found-closed")));
    peer.send("!close 1000 bye");
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    peer.fin();
    ends("1000 peer_eof local unclean sent=1000");
  }
}
