// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Role;
import dev.hangup.testkit.Versions;

/** The server once more, on asynchronous sockets. */
@Versions(value = "tomcat-newest.txt", roles = Role.SERVER, walls = Versions.NONE)
class TomcatNio2ContractIT extends TomcatContractIT {

  @Override
  protected String application() {
    return "dev.hangup.tomcat.TomcatVariants$Nio2";
  }
}
