// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import org.apache.tomcat.websocket.WsSession;

/** The standard's types, {@code javax} or {@code jakarta}. */
final class Namespace {

  /** {@code javax} or {@code jakarta}. */
  static final String NAME = name();

  private Namespace() {}

  /** What Tomcat itself was compiled against; both may lie on the class path. */
  private static String name() {
    for (Class<?> implemented : WsSession.class.getInterfaces()) {
      if (implemented.getName().startsWith("jakarta.")) {
        return "jakarta";
      }
    }
    return "javax";
  }

  static Class<?> type(String name) {
    try {
      return Class.forName(NAME + '.' + name, false, WsSession.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // Tomcat does not work without it
    }
  }
}
