// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection reads until there is nothing more. What happens on this thread meanwhile happens to
 * it: the endpoint below turns a reset into an end of stream and tells nobody, so it is asked here.
 */
final class Filling {

  /**
   * One slot per thread, filled and emptied, so that nothing is allocated per read. It outlives the
   * application on threads that do, and must be of the JDK's making.
   */
  private static final ThreadLocal<@Nullable Object[]> CURRENT = new ThreadLocal<>();

  private Filling() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This Connection connection,
      @Advice.FieldValue("coreSession") CoreSession session,
      @Advice.FieldValue("generator") Object generator) {
    Wire wire = Tapped.spreadOrAdopted(session, connection, generator);
    if (wire == null) {
      return null;
    }
    @Nullable Object[] slot = CURRENT.get();
    if (slot == null) {
      slot = new Object[2];
      CURRENT.set(slot);
    }
    slot[0] = wire;
    slot[1] = connection.getEndPoint() instanceof SocketChannelEndPoint ? wire : null;
    if (wire instanceof StreamWire stream) {
      stream.reading(); // last, so that whatever fails here fails before it
    }
    return wire; // not the slot, which a read within this one has emptied
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object wire) {
    @Nullable Object[] slot = wire == null ? null : CURRENT.get();
    if (slot != null) {
      slot[0] = null;
      slot[1] = null;
    }
    if (wire instanceof StreamWire stream) {
      stream.read();
    }
  }

  static boolean is(Wire wire) {
    return current() == wire;
  }

  /** The same, where what the socket says is all there is: neither TLS nor HTTP/2 between. */
  static @Nullable Wire currentOnSocket() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[1];
  }

  /** The wire whose connection is reading on this thread. */
  static @Nullable Wire current() {
    @Nullable Object[] slot = CURRENT.get();
    return slot == null ? null : (Wire) slot[0];
  }
}
