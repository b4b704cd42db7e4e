// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a thread handles just now for a server's connection: its upgrade request, then its opening,
 * then what is read until its first message is handled. A client's connection that is asked for
 * meanwhile, on that thread, is asked for by the code that handles this one: the other leg of a
 * gateway. A few times for each connection; no later read or write of a frame comes here.
 */
public final class Incoming {

  /** Taken away as soon as it is handled: nothing stays on threads of the application. */
  private static final ThreadLocal<Incoming> HERE = new ThreadLocal<>();

  private final @Nullable SocketAddress peer;
  private final @Nullable Wire wire;
  private final boolean reading;

  /** Guarded by this. */
  private @Nullable Object kept;

  private Incoming(@Nullable SocketAddress peer, @Nullable Wire wire, boolean reading) {
    this.peer = peer;
    this.wire = wire;
    this.reading = reading;
  }

  private static Incoming begin(
      @Nullable SocketAddress peer, @Nullable Wire wire, boolean reading) {
    Incoming begun = new Incoming(peer, wire, reading);
    HERE.set(begun);
    return begun;
  }

  /**
   * From here on this thread handles a request, and nothing else before {@link #endHere}.
   *
   * @param peer who sent it
   * @return what the handshake of an answer that comes later takes as its context
   */
  public static Incoming begin(SocketAddress peer) {
    return begin(peer, null, false);
  }

  /** Likewise, where no other request can be answered on this thread before the end. */
  public static Incoming begin() {
    return begin(null, null, false);
  }

  /** From here on the application hears that a server's connection is open. */
  public static Incoming opening(Wire wire) {
    return begin(null, wire, false);
  }

  /** What an open connection has sent is about to be handled, see {@link Wire#isBeginning}. */
  public static Incoming reading(Wire wire) {
    return begin(null, wire, true);
  }

  /** What this thread handled is done, whatever it was. */
  public static void endHere() {
    HERE.remove();
  }

  /** Whether a server's handshake is the answer to it, and not to another one. */
  public boolean isOf(Handshake answer) {
    return wire == null && (peer == null || peer.equals(answer.peer()));
  }

  /** The connection that is open already; null for a request. */
  public @Nullable Wire wire() {
    return wire;
  }

  /** What is handled came after the connection's opening. */
  public boolean isReading() {
    return reading;
  }

  /** What the calling thread handles; null for nothing of a server's connection that begins. */
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
