// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What the observer tells about connections, once or seldom per connection. Called on the
 * application's threads: an implementation must be quick, must not block, and may throw only what
 * the observer then suppresses.
 */
public interface ConnectionEvents {

  /** Takes nothing, but lets the lines of ends be written. */
  ConnectionEvents NONE =
      new ConnectionEvents() {
        @Override
        public void opened(Series series) {}

        @Override
        public void ended(EndedConnection connection) {}

        @Override
        public void handshakeFailed(FailedHandshake handshake) {}

        @Override
        public void pingAnswered(Series series, long nanos) {}

        @Override
        public void violation(Series series, boolean received, Rule rule) {}

        @Override
        public void lost(Series series) {}
      };

  /**
   * The trace context current on the thread that performs a handshake, opaque to the observer; null
   * for none.
   */
  default @Nullable Object currentContext() {
    return null;
  }

  /** See {@link dev.hangup.tap.TapSink#switching}. */
  default @Nullable Runnable switching() {
    return null;
  }

  void opened(Series series);

  /** It counts as active no longer, even where an implementation throws after that. */
  void ended(EndedConnection connection);

  /**
   * As {@link #ended(EndedConnection)}, with a line to be written in any case, and best of all with
   * the trace in it.
   */
  default void ended(EndedConnection connection, EndLine line) {
    try {
      ended(connection);
    } finally {
      line.writePlain();
    }
  }

  /**
   * Many connections with one peer ended together. Each of them is told by {@link #ended} as well.
   */
  default void peerLost(PeerLost lost) {}

  /** As {@link #peerLost(PeerLost)}, with a line as an end has one. */
  default void peerLost(PeerLost lost, EndLine line) {
    try {
      peerLost(lost);
    } finally {
      line.writePlain();
    }
  }

  void handshakeFailed(FailedHandshake handshake);

  /** As {@link #handshakeFailed(FailedHandshake)}, with a line as an end has one. */
  default void handshakeFailed(FailedHandshake handshake, EndLine line) {
    try {
      handshakeFailed(handshake);
    } finally {
      line.writePlain();
    }
  }

  /** A pong came back for one of this side's pings. */
  void pingAnswered(Series series, long nanos);

  /** {@code received}: the rule was broken by the peer, else by this side. */
  void violation(Series series, boolean received, Rule rule);

  /** This JVM, or what else {@code kind} says, stood still; of the series no route. */
  default void stalled(Series series, Circumstances.Kind kind) {}

  /**
   * An open connection's end was never seen and its stack has let go of it. It counts as active no
   * longer, and as nothing else.
   */
  void lost(Series series);
}
