// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.testkit.Versions;

@Versions("jetty-10.txt")
class Jetty10ServerContractIT extends JettyServerContract {

  @Override
  protected String application(String story) {
    return "dev.hangup.jetty.Jetty10Application";
  }
}
