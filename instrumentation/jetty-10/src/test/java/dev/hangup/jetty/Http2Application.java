// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

/** Jetty's own API over HTTP/2. */
public final class Http2Application extends CompiledApplication {

  /** Made by the testkit, by name. */
  public Http2Application() {
    super(
        has("org.eclipse.jetty.websocket.core.WebSocketConnection")
            ? "Http2Jetty12"
            : "Http2Jetty10",
        "javax.servlet",
        has("javax.servlet.Servlet") ? "javax.servlet" : "jakarta.servlet");
  }
}
