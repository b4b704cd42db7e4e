// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** Annotated endpoints on whichever layer is there: only names tell them apart. */
public final class EndpointsApplication extends CompiledApplication {

  private static final String SERVLETS = "org.eclipse.jetty.ee10.servlet";
  private static final String LAYER = "org.eclipse.jetty.ee10.websocket.jakarta.server.config";
  private static final String INITIALIZER = "JakartaWebSocketServletContainerInitializer";
  private static final String JAVAX_INITIALIZER = "JavaxWebSocketServletContainerInitializer";

  /** Made by the testkit, by name. */
  public EndpointsApplication() {
    super("Endpoints", layer());
  }

  private static String[] layer() {
    for (String level : new String[] {"ee8.", "ee9.", "ee10.", "ee11.", ""}) {
      String prefix = "org.eclipse.jetty." + level + "websocket.";
      String servlets = "org.eclipse.jetty." + (level.equals("ee8.") ? "ee8." : level) + "servlet";
      if (has(prefix + "javax.server.config." + JAVAX_INITIALIZER)) {
        return new String[] {
          LAYER,
          prefix + "javax.server.config",
          SERVLETS,
          servlets,
          INITIALIZER,
          JAVAX_INITIALIZER,
          "import jakarta.",
          "import javax."
        };
      }
      if (has(prefix + "jakarta.server.config." + INITIALIZER)) {
        return new String[] {LAYER, prefix + "jakarta.server.config", SERVLETS, servlets};
      }
    }
    throw new IllegalStateException("no layer with annotated endpoints here");
  }
}
