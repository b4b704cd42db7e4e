// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.CompiledApplication;

/** CometD on Tomcat. */
public final class CometdApplication extends CompiledApplication {

  /** Made by the testkit, by name. */
  public CometdApplication() {
    super("CometdEcho");
  }
}
