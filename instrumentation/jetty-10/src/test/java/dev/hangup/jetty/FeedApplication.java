// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** A WebSocket servlet of whichever EE level is there: only names tell them apart. */
public final class FeedApplication extends CompiledApplication {

  private static final String EE10 = "org.eclipse.jetty.ee10.";

  /** Made by the testkit, by name. */
  public FeedApplication() {
    super("Feed", EE10, prefix());
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
