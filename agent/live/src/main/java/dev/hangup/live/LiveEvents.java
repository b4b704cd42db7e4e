// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndLine;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import org.jspecify.annotations.Nullable;

/** Stands before telemetry, which gets everything whatever becomes of this. */
final class LiveEvents implements ConnectionEvents {

  private final Live live;
  private final ConnectionEvents next;

  LiveEvents(Live live, ConnectionEvents next) {
    this.live = live;
    this.next = next;
  }

  @Override
  public @Nullable Object currentContext() {
    return next.currentContext();
  }

  @Override
  public @Nullable Runnable switching() {
    return next.switching();
  }

  @Override
  public void opened(Series series) {
    try {
      live.opened(series);
    } finally {
      next.opened(series);
    }
  }

  @Override
  public void ended(EndedConnection connection) {
    try {
      live.ended(connection);
    } finally {
      next.ended(connection);
    }
  }

  @Override
  public void ended(EndedConnection connection, EndLine line) {
    try {
      live.ended(connection);
    } finally {
      next.ended(connection, line);
    }
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    try {
      live.failed(handshake);
    } finally {
      next.handshakeFailed(handshake);
    }
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake, EndLine line) {
    try {
      live.failed(handshake);
    } finally {
      next.handshakeFailed(handshake, line);
    }
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    next.pingAnswered(series, nanos);
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    next.violation(series, received, rule);
  }

  @Override
  public void lost(Series series) {
    next.lost(series);
  }
}
