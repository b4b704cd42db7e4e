// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.telemetry.SpanClaim;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places of a {@link SpanQueue}: so many in any one second, and so many at all from being given
 * to having left. Not safe for threads, the queue's lock is.
 */
final class QueueSlots {

  static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final int most;

  /** Given within the last second, oldest first. */
  private final Deque<QueueSlot> window = new ArrayDeque<>();

  private final Deque<QueueSlot> abnormal = new ArrayDeque<>();
  private final Deque<QueueSlot> others = new ArrayDeque<>();

  // All of these count spans, not places.
  private int inWindow;
  private int othersInWindow;
  private int waiting;
  private int used;

  private long order;

  QueueSlots(int perSecond, int most) {
    this.perSecond = perSecond;
    this.most = most;
  }

  /**
   * Null where there is none, and none can be made for it.
   *
   * @param displaced takes those whose place was taken back for it
   */
  @Nullable QueueSlot grant(SpanClaim claim, long now, List<QueueSlot> displaced) {
    while (!window.isEmpty() && now - window.getFirst().since >= SECOND) {
      leaveWindow(window.removeFirst());
    }
    int tooManyInWindow = inWindow + claim.spans() - perSecond;
    int tooMany = used + claim.spans() - most;
    if ((tooManyInWindow > 0 || tooMany > 0)
        && !(claim.abnormal() && madeRoom(tooManyInWindow, tooMany, displaced))) {
      return null;
    }
    QueueSlot place = new QueueSlot(claim, now, false);
    window.addLast(place);
    inWindow += claim.spans();
    othersInWindow += claim.abnormal() ? 0 : claim.spans();
    used += claim.spans();
    return place;
  }

  private void leaveWindow(QueueSlot place) {
    inWindow -= place.claim.spans();
    othersInWindow -= place.claim.abnormal() ? 0 : place.claim.spans();
  }

  /** Takes back as many places as it needs, the latest first, or none. */
  private boolean madeRoom(int inThisSecond, int atAll, List<QueueSlot> displaced) {
    if (othersInWindow < inThisSecond) {
      return false;
    }
    List<QueueSlot> chosen = new ArrayList<>();
    int room = 0;
    for (Iterator<QueueSlot> each = window.descendingIterator();
        each.hasNext() && room < inThisSecond; ) {
      QueueSlot place = each.next();
      if (place.canBeTakenBack()) {
        chosen.add(place);
        room += place.claim.spans();
      }
    }
    if (room < inThisSecond) {
      return false;
    }
    for (Iterator<QueueSlot> each = others.descendingIterator(); each.hasNext() && room < atAll; ) {
      QueueSlot place = each.next();
      if (!chosen.contains(place)) {
        chosen.add(place);
        room += place.claim.spans();
      }
    }
    if (room < atAll) {
      return false;
    }
    chosen.forEach(this::takeBack);
    displaced.addAll(chosen);
    return true;
  }

  private void takeBack(QueueSlot place) {
    if (place.state == QueueSlot.State.WAITING) {
      others.remove(place);
      waiting -= place.spans.size();
    }
    if (window.remove(place)) {
      leaveWindow(place);
    }
    used -= place.claim.spans();
    place.state = QueueSlot.State.TAKEN_BACK;
    place.spans.clear();
  }

  /** A span has ended. */
  void ended(QueueSlot place, ReadableSpan span, long now) {
    switch (place.state) {
      case TAKEN_BACK -> {
        return;
      }
      case LEFT -> {
        // The first of two has left in a hurry; this one goes after it.
        QueueSlot follower = new QueueSlot(place.claim, now, true);
        follower.spans.add(span);
        waits(follower);
      }
      case GIVEN -> {
        place.spans.add(span);
        waits(place);
      }
      case WAITING -> place.spans.add(span);
    }
    waiting++;
  }

  private void waits(QueueSlot place) {
    place.state = QueueSlot.State.WAITING;
    place.order = ++order;
    (place.claim.abnormal() ? abnormal : others).addLast(place);
  }

  /** How many spans wait. */
  int waiting() {
    return waiting;
  }

  /** Of the last place that began to wait. */
  long lastOrder() {
    return order;
  }

  /** Of those that wait; null where none does. */
  @Nullable QueueSlot oldest() {
    QueueSlot one = abnormal.peekFirst();
    QueueSlot other = others.peekFirst();
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.since - other.since <= 0 ? one : other;
  }

  /**
   * What may leave, abnormal ends first: all up to {@code upTo}, and what is there since {@code
   * since} or longer.
   */
  List<QueueSlot> take(int spans, long upTo, long since) {
    List<QueueSlot> taken = new ArrayList<>();
    int room = takeFrom(abnormal, spans, upTo, since, taken);
    takeFrom(others, room, upTo, since, taken);
    return taken;
  }

  private int takeFrom(
      Deque<QueueSlot> from, int spans, long upTo, long since, List<QueueSlot> taken) {
    int room = spans;
    while (!from.isEmpty() && room > 0) {
      QueueSlot place = from.getFirst();
      if (place.order > upTo && place.since - since > 0) {
        break;
      }
      from.removeFirst();
      waiting -= place.spans.size();
      room -= place.spans.size();
      place.state = QueueSlot.State.LEFT;
      taken.add(place);
    }
    return room;
  }

  /** They have arrived, or never will. */
  void gone(List<QueueSlot> batch) {
    for (QueueSlot place : batch) {
      used -= place.follows ? 0 : place.claim.spans();
    }
  }
}
