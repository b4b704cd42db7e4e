// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Versions;

@Versions("jetty-9.4.txt")
class Jetty9ServerContractIT extends Jetty9Contract {

  Jetty9ServerContractIT() {
    super(false);
  }

  @Override
  protected String application(String story) {
    return "dev.hangup.jetty9.Jetty9Application";
  }
}
