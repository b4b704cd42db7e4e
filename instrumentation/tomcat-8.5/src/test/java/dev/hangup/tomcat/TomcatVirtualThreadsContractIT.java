// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Versions;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The server once more, with another thread for every read. */
@EnabledForJreRange(min = JRE.JAVA_21)
@Versions("tomcat-newest.txt")
class TomcatVirtualThreadsContractIT extends TomcatServerContractIT {

  @Override
  protected String application(String story) {
    return "dev.hangup.tomcat.TomcatVariants$VirtualThreads";
  }
}
