// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** CometD on Jetty. */
public final class CometdApplication extends CompiledApplication {

  /** Made by the testkit, by name. */
  public CometdApplication() {
    super("CometdEcho");
  }
}
