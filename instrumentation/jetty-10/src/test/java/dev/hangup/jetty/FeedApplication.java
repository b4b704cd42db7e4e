// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** A WebSocket servlet of whichever EE level is there: only names tell them apart. */
public final class FeedApplication extends CompiledApplication {

  private static final String EE10 = "org.eclipse.jetty.ee10.";
  private static final String API = "websocket.api.annotations.WebSocket";

  /** Made by the testkit, by name. */
  public FeedApplication() {
    super("Feed", EE10, prefix(), "org.eclipse.jetty." + API, api());
  }

  /** EE 8 and 9 have one of their own. */
  private static String api() {
    return has(prefix() + API) ? prefix() + API : "org.eclipse.jetty." + API;
  }

  private static String prefix() {
    for (String level : new String[] {"ee8.", "ee9.", "ee10.", "ee11.", ""}) {
      String prefix = "org.eclipse.jetty." + level;
      if (has(prefix + "websocket.server.JettyWebSocketServlet")) {
        return prefix;
      }
    }
    throw new IllegalStateException("no WebSocket servlet here");
  }
}
