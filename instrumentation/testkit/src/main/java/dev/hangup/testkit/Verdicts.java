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

  /** From the last call into the agent to the end that it tells. */
  private static final long LEAST_AFTER_ALL = TimeUnit.MILLISECONDS.toNanos(50);

  /** On a busy machine an end takes so many times what another took, and no more. */
  private static final int SLOWER = 20;

  private final List<EndedConnection> ended = new CopyOnWriteArrayList<>();
  private final List<FailedHandshake> failed = new CopyOnWriteArrayList<>();
  private final Observation observation = ExportedFacts.telling(this);
  private long patience = PATIENCE_AFTER_FAILURE;
  private long patienceAfterAll = LEAST_AFTER_ALL;
  private volatile long took;

  /** A judged end; a handshake that failed has its status for a code. */
  record Verdict(int code, @Nullable Cause cause, Diagnosis.Initiator initiator, boolean clean) {

    Verdict withCode(int other) {
      return new Verdict(other, cause, initiator, clean);
    }
  }

  Observation observation() {
    return observation;
  }

  long failures() {
    return observation.suppressedFailures().count();
  }

  /** What an end of that kind took a moment ago where nothing failed. */
  void usuallyTakes(long nanos) {
    long slow = Math.min(PATIENCE, SLOWER * nanos);
    patience = Math.max(PATIENCE_AFTER_FAILURE, slow);
    patienceAfterAll = Math.max(LEAST_AFTER_ALL, slow);
  }

  /** What was waited for the end. */
  long took() {
    return took;
  }

  /**
   * Waits for the end of the conversation. After a failure it may be what was lost: then only for
   * as long as an end takes that was not lost, and for less once all is {@code over}: it is told by
   * the last call, or by what the library does after it. What is told no sooner will not be told
   * later than when the application has stopped.
   */
  void awaitEnd(BooleanSupplier over) throws InterruptedException {
    long start = System.nanoTime();
    long allCalled = 0;
    while (ended.isEmpty() && failed.isEmpty()) {
      long now = System.nanoTime();
      boolean hit = failures() > 0;
      if (allCalled == 0 && hit && over.getAsBoolean()) {
        allCalled = now;
      }
      boolean waitedEnough = now - start > (hit ? patience : PATIENCE);
      if (waitedEnough || (allCalled != 0 && now - allCalled > patienceAfterAll)) {
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
