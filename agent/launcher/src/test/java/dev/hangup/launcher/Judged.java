// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Rule;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Connections of any stack, and whether their ends are judged. */
final class Judged implements ConnectionEvents {

  private final List<EndedConnection> ended = new CopyOnWriteArrayList<>();
  final Observation observation =
      new Observation(ObserverSettings.DEFAULTS, Clock.SYSTEM, this, line -> {}, false);

  /** An open connection. */
  static Wire opened(String stack) {
    Wire wire = WireTap.handshake(Handshake.asServer(stack).target("/"));
    assertThat(wire).isNotNull();
    wire.opened();
    return wire;
  }

  /** Ends the connection; whether it is said why. */
  boolean isJudged(Wire wire) {
    int before = ended.size();
    wire.eof();
    wire.closed();
    assertThat(ended).hasSize(before + 1);
    EndedConnection connection = ended.get(before);
    assertThat(connection.account().incomplete()).isEqualTo(connection.diagnosis().cause() == null);
    return !connection.account().incomplete();
  }

  /** What was told of the one connection there was. */
  EndedConnection only() {
    assertThat(ended).hasSize(1);
    return ended.get(0);
  }

  @Override
  public void opened(Series series) {}

  @Override
  public void ended(EndedConnection connection) {
    ended.add(connection);
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {}

  @Override
  public void pingAnswered(Series series, long nanos) {}

  @Override
  public void violation(Series series, boolean received, Rule rule) {}

  @Override
  public void lost(Series series) {}
}
