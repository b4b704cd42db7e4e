// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/**
 * Whether each of the server's connections of one route opens a client of its own. A connection
 * that came as far without one is served by what others have opened, or by nothing: then a client
 * that some connection opened is not that one's other leg, but everybody's.
 */
final class OneToOne {

  private final Clock clock;

  /** Through what handles the opening. */
  private final Alone afterOpening = new Alone();

  /** Likewise, and the first message is handled. */
  private final Alone afterMessage = new Alone();

  /** The last that met while a message was handled. Guarded by this. */
  private @Nullable Legs last;

  /** Guarded by this. */
  private boolean twoAtOnce;

  /** Connections that are open, and have asked for no client. */
  private static final class Alone {
    private int count;
    private boolean before;
    private long until;

    private boolean anySince(long moment) {
      return count > 0 || (before && until - moment >= 0);
    }
  }

  OneToOne(Clock clock) {
    this.clock = clock;
  }

  private Alone alone(boolean message) {
    return message ? afterMessage : afterOpening;
  }

  synchronized void oneMore(boolean message) {
    alone(message).count++;
  }

  /**
   * It has ended.
   *
   * @param asked or it has asked for a client after all: while a library reads on by another
   *     thread, what handles the first message may still be under way
   */
  synchronized void oneLess(boolean message, boolean asked) {
    Alone alone = alone(message);
    alone.count--;
    if (!asked) {
      alone.before = true;
      alone.until = clock.nanoTime();
    }
  }

  /** A client that was asked for by the handler of a message is open. */
  synchronized void met(Legs pair) {
    Legs before = last;
    if (before != null && before.areBothOpen()) {
      twoAtOnce = true; // one that is shared is not opened twice
    }
    last = pair;
  }

  /**
   * Whether two that met are legs of one gateway: none that was open together with them stood
   * alone. All end with a feed that all share, hence not just those that are open now.
   *
   * @param since on the even clock
   */
  synchronized boolean isBelieved(boolean byAMessage, long since) {
    return !alone(byAMessage).anySince(since) && (twoAtOnce || !byAMessage);
  }
}
