// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("netty-versions.txt")
class NettyServerWallsIT extends WallsContract {

  NettyServerWallsIT() {
    super(false);
  }

  @Override
  protected String application() {
    return "dev.hangup.netty.NettyApplication";
  }
}
