// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

/** The same with Netty below the server. */
public final class KtorOnNettyApplication extends KtorApplication {

  /** Made by the testkit, by name. */
  public KtorOnNettyApplication() {}

  @Override
  Object engine() throws ReflectiveOperationException {
    return Class.forName("io.ktor.server.netty.Netty").getField("INSTANCE").get(null);
  }
}
