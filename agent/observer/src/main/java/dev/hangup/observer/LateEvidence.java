// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.List;

/** Something that can say more of an end a moment later, such as which others ended with it. */
interface LateEvidence {

  /**
   * For how many nanoseconds an end is worth keeping back for this, 0 for not at all. Called once
   * for each end, by the thread of the application that ended the connection: it must be quick.
   */
  long worthWaitingFor(PendingEnd end);

  /**
   * Adds to each end what is known by now. Called by the thread of the {@link WaitingRoom}, or by
   * the shutdown hook's as the JVM goes down; with all ends that are told now, also those that
   * waited for something else.
   */
  void complete(List<PendingEnd> due);

  /**
   * The same for an end that does not wait: nothing was worth it, there was no room, or the JVM
   * goes down. Called by the thread of the application that ended the connection.
   */
  default void completeAtOnce(PendingEnd end) {}
}
