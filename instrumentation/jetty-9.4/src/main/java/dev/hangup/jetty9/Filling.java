// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.ChannelEndPoint;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection reads until there is nothing more. What the endpoint finds out on this thread
 * meanwhile is about it.
 */
final class Filling {

  /**
   * One slot per thread, filled and emptied, so that nothing is allocated per read. It outlives the
   * application on threads that do, and must be of the JDK's making.
   */
  private static final ThreadLocal<@Nullable Object[]> CURRENT = new ThreadLocal<>();

  private Filling() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This AbstractWebSocketConnection connection) {
    Wire wire = Tapped.connectionOrAdopted(connection);
    if (wire == null) {
      return null;
    }
    @Nullable Object[] slot = CURRENT.get();
    if (slot == null) {
      slot = new Object[2];
      CURRENT.set(slot);
    }
    slot[0] = wire;
    slot[1] = connection.getEndPoint() instanceof ChannelEndPoint ? wire : null;
    return slot;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object slot) {
    if (slot != null) {
      ((@Nullable Object[]) slot)[0] = null;
      ((@Nullable Object[]) slot)[1] = null;
    }
  }

  /** The wire whose connection is reading on this thread. */
  static @Nullable Wire current() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[0];
  }

  /** The same, where what the socket says is all there is: no TLS between. */
  static @Nullable Wire currentOnSocket() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[1];
  }
}
