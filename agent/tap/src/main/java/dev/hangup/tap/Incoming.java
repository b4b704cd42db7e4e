// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade request that a thread handles just now, from when it was read until the library is
 * through with what it read. A client's connection that is asked for meanwhile, on that thread, is
 * asked for by the code that handles this request: the other leg of a gateway. Once for each
 * upgrade; no read or write of a frame comes here.
 */
public final class Incoming {

  /** Taken away as soon as the request is handled: nothing stays on threads of the application. */
  private static final ThreadLocal<Incoming> HERE = new ThreadLocal<>();

  private final SocketAddress peer;

  /** Guarded by this. */
  private @Nullable Object kept;

  private Incoming(SocketAddress peer) {
    this.peer = peer;
  }

  /**
   * From here on this thread handles a request, and nothing else before {@link #endHere}.
   *
   * @param peer who sent it; without one nothing begins
   */
  public static void begin(@Nullable SocketAddress peer) {
    if (peer == null) {
      endHere();
    } else {
      HERE.set(new Incoming(peer));
    }
  }

  /** What this thread handled is done, whatever it was. */
  public static void endHere() {
    HERE.remove();
  }

  /** Whether a server's handshake is the answer to it, and not to another one. */
  public boolean isOf(Handshake answer) {
    return peer.equals(answer.peer());
  }

  /** What the calling thread handles; null for no upgrade. */
  public static @Nullable Incoming here() {
    return HERE.get();
  }

  /** What the sink keeps for it: made once, for whichever leg asks first. */
  public synchronized Object kept(Supplier<?> maker) {
    Object known = kept;
    if (known == null) {
      known = maker.get();
      kept = known;
    }
    return known;
  }
}
