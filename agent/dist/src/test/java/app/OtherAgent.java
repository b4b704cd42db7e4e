// SPDX-License-Identifier: Apache-2.0
package app;

import java.lang.instrument.Instrumentation;

/** Somebody's bundle that has swallowed our classes and passes the start on. */
public final class OtherAgent {

  private OtherAgent() {}

  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    Class.forName("dev.hangup.boot.Agent")
        .getMethod("premain", String.class, Instrumentation.class)
        .invoke(null, options, instrumentation);
  }
}
