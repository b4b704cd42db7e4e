// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Versions;

/** The server once more, on asynchronous sockets. */
@Versions("tomcat-newest.txt")
class TomcatNio2ContractIT extends TomcatServerContractIT {

  @Override
  protected String application(String story) {
    return "dev.hangup.tomcat.TomcatVariants$Nio2";
  }
}
