// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("jetty-9.4.txt")
class Jetty9ClientWallsIT extends WallsContract {

  Jetty9ClientWallsIT() {
    super(true);
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty9.Jetty9Application";
  }
}
