// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("jetty-12.txt")
class Jetty12ServerWallsIT extends WallsContract {

  Jetty12ServerWallsIT() {
    super(false);
  }

  @Override
  protected String application() {
    return "dev.hangup.jetty.Jetty12Application";
  }

  /** What it will not upgrade, Jetty 12 leaves to the next handler: to it that is plain HTTP. */
  @Override
  protected boolean reaches(String seam) {
    return !seam.equals("REFUSED");
  }
}
