// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** Jetty's own API on Jetty 12, without servlets. */
public final class Jetty12Application extends CompiledApplication {

  /** Made by the testkit, by name. */
  public Jetty12Application() {
    super("Jetty12");
  }
}
