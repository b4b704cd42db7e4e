// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Role;
import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The server once more, with another thread for every read. */
@EnabledForJreRange(min = JRE.JAVA_21)
@Versions(value = "tomcat-newest.txt", roles = Role.SERVER, walls = Versions.NONE)
class TomcatVirtualThreadsContractIT extends TomcatContractIT {

  @Override
  protected String application() {
    return "dev.hangup.tomcat.TomcatVariants$VirtualThreads";
  }
}
