// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

/** A client on the JDK's asynchronous channels. */
public final class TyrusJdkApplication extends TyrusApplication {

  /** Made by the testkit, by name. */
  public TyrusJdkApplication() {
    super(JDK);
  }
}
