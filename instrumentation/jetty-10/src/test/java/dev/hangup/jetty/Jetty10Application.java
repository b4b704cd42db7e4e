// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** Jetty's own API on Jetty 10 and 11, which differ in the names of servlets. */
public final class Jetty10Application extends CompiledApplication {

  /** Made by the testkit, by name. */
  public Jetty10Application() {
    super(
        "Jetty10",
        "javax.servlet",
        has("javax.servlet.Servlet") ? "javax.servlet" : "jakarta.servlet");
  }
}
