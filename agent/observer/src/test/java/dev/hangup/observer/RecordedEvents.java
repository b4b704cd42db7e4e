// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class RecordedEvents implements ConnectionEvents {

  final List<Series> opened = new ArrayList<>();
  final List<EndedConnection> ended = new ArrayList<>();
  final List<FailedHandshake> failed = new ArrayList<>();
  final List<Long> pings = new ArrayList<>();
  final List<String> violations = new ArrayList<>();
  final List<String> stalls = new ArrayList<>();
  final List<Series> lost = new ArrayList<>();

  @Override
  public void opened(Series series) {
    opened.add(series);
  }

  @Override
  public void ended(EndedConnection connection) {
    ended.add(connection);
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    failed.add(handshake);
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    pings.add(nanos);
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    violations.add((received ? "peer " : "self ") + rule.id());
  }

  @Override
  public void stalled(Series series, Circumstances.Kind kind) {
    stalls.add(series.stack() + " " + series.route() + " " + kind);
  }

  @Override
  public void lost(Series series) {
    lost.add(series);
  }
}
