// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.telemetry.SpanClaim;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.ArrayList;
import java.util.List;

/** Room for the spans of one end. Guarded by the lock of the queue it is in. */
final class QueueSlot {

  /** From the grant on: in that order a place is given, waits, and is on its way or taken back. */
  enum State {
    GIVEN,
    WAITING,
    LEFT,
    TAKEN_BACK
  }

  final SpanClaim claim;

  /** When it was given. */
  final long since;

  /** Another place of the same claim has left already and is the one that counts. */
  final boolean follows;

  final List<ReadableSpan> spans = new ArrayList<>(1);
  State state = State.GIVEN;

  /** Among all whose spans have ended. */
  long order;

  QueueSlot(SpanClaim claim, long since, boolean follows) {
    this.claim = claim;
    this.since = since;
    this.follows = follows;
  }

  /** Whether an abnormal end may have it instead. */
  boolean canBeTakenBack() {
    return !claim.abnormal() && (state == State.GIVEN || state == State.WAITING);
  }
}
