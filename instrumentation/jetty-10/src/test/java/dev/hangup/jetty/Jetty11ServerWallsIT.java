// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.testkit.ScriptedPeer;
import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("jetty-11.txt")
class Jetty11ServerWallsIT extends WallsContract {

  Jetty11ServerWallsIT() {
    super(false);
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty.Jetty10Application";
  }

  /** What it does not take for an upgrade Jetty leaves to others; applications refuse. */
  @Override
  protected byte[] refusedRequest(ScriptedPeer peer) {
    return peer.upgradeRequest("/forbidden/17");
  }
}
