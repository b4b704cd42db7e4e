// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** Javalin, which has Jetty 11 below it or Jetty 12.1. */
public final class JavalinApplication extends CompiledApplication {

  private static final String ROUTES = "config.routes.ws(\"/echo\", JavalinEcho::echo)";

  /** Made by the testkit, by name. */
  public JavalinApplication() {
    super(
        "JavalinEcho",
        ROUTES,
        has("io.javalin.config.RoutesConfig")
            ? ROUTES
            : "config.router.mount(r -> r.ws(\"/echo\", JavalinEcho::echo))");
  }
}
