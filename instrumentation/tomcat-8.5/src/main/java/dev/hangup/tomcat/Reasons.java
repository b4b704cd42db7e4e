// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.lang.reflect.InvocationTargetException;
import org.apache.tomcat.websocket.WsIOException;

/** The reasons Tomcat gives for closing. Rare, so reflection will do. */
final class Reasons {

  private Reasons() {}

  /** What the parser refused a frame with. */
  static int code(WsIOException refusal) {
    try {
      Object reason = WsIOException.class.getMethod("getCloseReason").invoke(refusal);
      return Api.code(reason);
    } catch (IllegalAccessException | InvocationTargetException | NoSuchMethodException e) {
      throw new IllegalStateException(e); // public in every version
    }
  }
}
