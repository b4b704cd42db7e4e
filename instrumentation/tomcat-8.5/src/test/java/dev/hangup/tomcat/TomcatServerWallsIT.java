// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Versions;
import dev.hangup.testkit.WallsContract;

@Versions("tomcat-newest.txt")
class TomcatServerWallsIT extends WallsContract {

  TomcatServerWallsIT() {
    super(false);
  }

  @Override
  protected String application() {
    return "dev.hangup.tomcat.TomcatApplication";
  }
}
