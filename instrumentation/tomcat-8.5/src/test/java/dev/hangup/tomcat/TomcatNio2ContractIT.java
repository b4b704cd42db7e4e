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

  @Override
  protected String expected(String story, String usual) {
    // An asynchronous channel has no exception of its own for it.
    return usual.replace("java.net.SocketException", "java.io.IOException");
  }
}
