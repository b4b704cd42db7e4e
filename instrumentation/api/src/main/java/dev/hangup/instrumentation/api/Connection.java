// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a library's object in a {@link StateField}: a connection that is followed, or one
 * that is not followed. The same class to all loaders a library is spread over; a stack that has
 * more to remember extends it, in its package {@link StackModule#COMMON} if more than one loader
 * asks for that.
 */
public class Connection {

  /** The observer did not want it; asked once, not per frame. */
  public static final Connection UNOBSERVED = new Connection(null);

  private final @Nullable Wire wire;

  /**
   * Identity of the last exception seen: a number, since the exception itself must not be held. Any
   * thread reads it.
   */
  private volatile int lastFailure;

  public Connection(@Nullable Wire wire) {
    this.wire = wire;
  }

  /** Followed by {@code wire}, or not followed where that is null. */
  public static Connection of(@Nullable Wire wire) {
    return wire == null ? UNOBSERVED : new Connection(wire);
  }

  /** Of what was found in a state field; null where there is nothing, or it is not followed. */
  public static @Nullable Wire wire(@Nullable Object state) {
    if (state instanceof Wire wire) {
      return wire;
    }
    return state instanceof Connection connection ? connection.wire() : null;
  }

  public @Nullable Wire wire() {
    return wire;
  }

  /** False where this very exception was seen before; it is remembered until another one comes. */
  public final boolean isNews(Throwable failure) {
    int identity = System.identityHashCode(failure);
    boolean news = identity != lastFailure;
    lastFailure = identity;
    return news;
  }

  /** Whether this exception is the last one that was seen. Any thread. */
  public boolean wasSeen(Throwable failure) {
    return System.identityHashCode(failure) == lastFailure;
  }
}
