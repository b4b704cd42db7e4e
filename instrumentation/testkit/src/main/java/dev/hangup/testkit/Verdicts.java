// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a real observation says of one conversation, while code of the agent fails. */
final class Verdicts implements ConnectionEvents {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /** What an end takes that was not lost, on a machine that has nothing else to do. */
  private static final long PATIENCE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(500);

  /** On a busy machine an end takes so many times what another took, and no more. */
  private static final int SLOWER = 20;

  private final List<EndedConnection> ended = new CopyOnWriteArrayList<>();
  private final List<FailedHandshake> failed = new CopyOnWriteArrayList<>();
  private final Observation observation = ExportedFacts.telling(this);
  private long patience = PATIENCE_AFTER_FAILURE;
  private volatile long took;

  /** A judged end; a handshake that failed has its status for a code. */
  record Verdict(int code, @Nullable Cause cause, Diagnosis.Initiator initiator, boolean clean) {}

  Observation observation() {
    return observation;
  }

  long failures() {
    return observation.suppressedFailures().count();
  }

  /** What an end of that kind took a moment ago where nothing failed. */
  void usuallyTakes(long nanos) {
    patience = Math.max(PATIENCE_AFTER_FAILURE, Math.min(PATIENCE, SLOWER * nanos));
  }

  /** What was waited for the end. */
  long took() {
    return took;
  }

  /**
   * Waits for the end of the conversation. After a failure it may be what was lost: then only until
   * all is {@code over}, or for as long as an end takes that was not lost. What is told no sooner
   * will not be told later than when the application has stopped.
   */
  void awaitEnd(BooleanSupplier over) throws InterruptedException {
    long start = System.nanoTime();
    while (ended.isEmpty() && failed.isEmpty()) {
      boolean hit = failures() > 0;
      boolean waitedEnough = System.nanoTime() - start > (hit ? patience : PATIENCE);
      if (waitedEnough || (hit && over.getAsBoolean())) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    took = System.nanoTime() - start;
  }

  /** What is open still is ended. */
  void settle() {
    observation.shutDown();
  }

  /** What was judged; nothing was where sight was lost, and it was said so. */
  List<Verdict> judged() {
    List<Verdict> judged = new ArrayList<>();
    for (EndedConnection connection : ended) {
      Diagnosis diagnosis = connection.diagnosis();
      if (connection.account().incomplete() && diagnosis.cause() == null) {
        continue;
      }
      judged.add(
          new Verdict(
              diagnosis.code(), diagnosis.cause(), diagnosis.initiator(), diagnosis.clean()));
    }
    for (FailedHandshake handshake : failed) {
      if (handshake.status() == 0 && failures() > 0) {
        continue; // says no more than that it failed
      }
      judged.add(new Verdict(handshake.status(), null, Diagnosis.Initiator.UNKNOWN, false));
    }
    return judged;
  }

  @Override
  public void opened(Series series) {}

  @Override
  public void ended(EndedConnection connection) {
    ended.add(connection);
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    failed.add(handshake);
  }

  @Override
  public void pingAnswered(Series series, long nanos) {}

  @Override
  public void violation(Series series, boolean received, Rule rule) {}

  @Override
  public void lost(Series series) {}
}
