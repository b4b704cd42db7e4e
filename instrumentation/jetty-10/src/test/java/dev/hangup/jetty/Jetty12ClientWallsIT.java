// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("jetty-12.txt")
class Jetty12ClientWallsIT extends WallsContract {

  Jetty12ClientWallsIT() {
    super(true);
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty.Jetty12Application";
  }
}
