// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.testkit.CompiledApplication;

/** A server and a client on Grizzly. The standard's API is {@code javax} up to 1.x. */
public class TyrusApplication extends CompiledApplication {

  static final String JDK = "org.glassfish.tyrus.container.jdk.client.JdkClientContainer";
  static final String GRIZZLY =
      "org.glassfish.tyrus.container.grizzly.client.GrizzlyClientContainer";

  /** Made by the testkit, by name. */
  public TyrusApplication() {
    this(GRIZZLY);
  }

  TyrusApplication(String container) {
    super(
        "Tyrus",
        "javax.websocket",
        has(TyrusApplication.class, "javax.websocket.Session")
            ? "javax.websocket"
            : "jakarta.websocket",
        GRIZZLY,
        container);
  }
}
