// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;

/** Passes everything on; a test changes what it needs otherwise. */
class ForwardedEvents implements ConnectionEvents {

  private final ConnectionEvents to;

  ForwardedEvents(ConnectionEvents to) {
    this.to = to;
  }

  @Override
  public void opened(Series series) {
    to.opened(series);
  }

  @Override
  public void ended(EndedConnection connection) {
    to.ended(connection);
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    to.handshakeFailed(handshake);
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    to.pingAnswered(series, nanos);
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    to.violation(series, received, rule);
  }

  @Override
  public void stalled(Series series, Circumstances.Kind kind) {
    to.stalled(series, kind);
  }

  @Override
  public void lost(Series series) {
    to.lost(series);
  }
}
