// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat.common;

import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The request this thread is serving, if it asks for a WebSocket: alive while it is served. Tomcat
 * itself serves it; its WebSocket, in another jar, may have a word to say.
 */
public final class Served {

  private static final ThreadLocal<Served> CURRENT = new ThreadLocal<>();

  /** By whom an endpoint was asked for, who knows more of the request. */
  private @Nullable Wire refused;

  private @Nullable Throwable thrown;

  private Served() {}

  public static Served begin() {
    Served served = new Served();
    CURRENT.set(served);
    Incoming.begin();
    return served;
  }

  public static void end() {
    CURRENT.remove();
    Incoming.endHere();
  }

  /**
   * An endpoint does not take this request. False where no end of the request will be seen on this
   * thread, so that it must be told at once.
   */
  public static boolean refused(Wire wire, @Nullable Throwable thrown) {
    Served served = CURRENT.get();
    if (served == null) {
      return false;
    }
    served.refused = wire;
    served.thrown = thrown;
    return true;
  }

  /** Null where no endpoint was asked. */
  public @Nullable Wire refused() {
    return refused;
  }

  /** By an endpoint; null where nothing was. */
  public @Nullable Throwable thrown() {
    return thrown;
  }
}
