// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A close, or an upgrade that came to nothing, as it is kept: bounded texts and numbers, nothing of
 * the application's.
 *
 * @param close null for an upgrade that came to nothing
 * @param failed null for a close
 * @param error the verdict counts as an error for this side's role
 */
record End(
    Series series,
    Origin origin,
    long startEpochNanos,
    long endEpochNanos,
    @Nullable Close close,
    @Nullable Failed failed,
    boolean error) {

  /** Of a cause that may not be guessed. */
  static final String NOT_JUDGED = "not_judged";

  /** What only a connection has. */
  record Close(
      Account account,
      Diagnosis diagnosis,
      long lastPing,
      long slowestPing,
      List<EndedConnection.SeenViolation> violations,
      Frames lastFrames) {}

  /** What only an upgrade has that came to nothing. */
  record Failed(int status, HandshakeDiagnosis diagnosis) {}

  static End of(EndedConnection ended, ObserverSettings settings) {
    return new End(
        ended.series(),
        Origin.of(ended.handshake(), ended.target(), settings),
        ended.startEpochNanos(),
        ended.endEpochNanos(),
        new Close(
            ended.account(),
            ended.diagnosis(),
            ended.lastPing(),
            ended.slowestPing(),
            ended.violations(),
            Frames.of(ended.lastFrames())),
        null,
        ended.error());
  }

  static End of(FailedHandshake failed, ObserverSettings settings) {
    return new End(
        failed.series(),
        Origin.of(failed.handshake(), failed.target(), settings),
        failed.startEpochNanos(),
        failed.endEpochNanos(),
        null,
        new Failed(failed.status(), failed.diagnosis()),
        true);
  }

  /** As it is grouped by. */
  String cause() {
    if (failed != null) {
      return failed.diagnosis().cause().id();
    }
    Cause cause = close == null ? null : close.diagnosis().cause();
    return cause == null ? NOT_JUDGED : cause.id();
  }

  boolean isHandshake() {
    return failed != null;
  }

  /** The close code, or the status of the answer; 0 where there was no answer. */
  int code() {
    return close != null ? close.diagnosis().code() : failed == null ? 0 : failed.status();
  }

  String name() {
    return close == null ? "" : close.diagnosis().name();
  }

  String rule() {
    return close != null
        ? close.diagnosis().rule()
        : failed == null ? "" : failed.diagnosis().rule();
  }

  String evidence() {
    return close != null
        ? close.diagnosis().evidence()
        : failed == null ? "" : failed.diagnosis().evidence();
  }

  String remediation() {
    return close != null
        ? close.diagnosis().remediation()
        : failed == null ? "" : failed.diagnosis().remediation();
  }
}
