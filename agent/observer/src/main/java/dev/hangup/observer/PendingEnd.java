// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Around;
import dev.hangup.close.Circumstances;
import dev.hangup.tap.Handshake;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has ended and is not told of yet. One thread at a time has it: the one that
 * ended the connection, then the one that tells of it; the monitor of the {@link WaitingRoom} is
 * between them.
 */
final class PendingEnd {

  private final ConnectionObserver connection;
  private final Series series;
  private final Handshake handshake;
  private final long endedAt;
  private final Connections.Carried carried;
  private @Nullable Account account;
  private PingLedger.Seen pings = PingLedger.NONE;
  private List<EndedConnection.SeenViolation> violations = List.of();
  private long survivedSilence;
  private long pingPeriod = -1;
  private KernelReader.@Nullable Question question;
  private long dueAt;

  /**
   * Of a connection that is over.
   *
   * @param endedAt the first signal of the end, on the even clock
   * @param carried what the totals keep of it
   */
  PendingEnd(
      ConnectionObserver connection,
      Series series,
      Handshake handshake,
      long endedAt,
      Connections.Carried carried) {
    this.connection = connection;
    this.series = series;
    this.handshake = handshake;
    this.endedAt = endedAt;
    this.carried = carried;
  }

  Series series() {
    return series;
  }

  Handshake handshake() {
    return handshake;
  }

  /** The first signal of the end, on the even clock. */
  long endedAt() {
    return endedAt;
  }

  /** With what is known by now. */
  Account account() {
    return Objects.requireNonNull(account);
  }

  /** More is known of it from elsewhere. */
  void learn(UnaryOperator<Around> more) {
    Account known = account();
    account = known.with(more.apply(known.around()));
  }

  /** More is known of what went on around it. */
  void learn(Circumstances more) {
    account = account().with(more);
  }

  /** By whom what the peer sent was handled; null where that is not told. */
  @Nullable Handling handledBy() {
    return connection.handledBy();
  }

  /** Where it is a leg of a gateway. */
  @Nullable Legs legs() {
    return connection.legs();
  }

  /** Bytes of this side that waited to be sent. */
  long pending() {
    return connection.pendingAtEnd();
  }

  /** When the first Close frame passed or, without one, the end, on the even clock. */
  long gaveUpAt() {
    Account.CloseFrame first = account().firstClose();
    return first == null ? endedAt : endedAt - first.age();
  }

  /** What the kernel was asked; null for nothing. */
  KernelReader.@Nullable Question question() {
    return question;
  }

  void asks(KernelReader.@Nullable Question kernel) {
    question = kernel;
  }

  /** What was seen of it until its end. */
  void seen(
      Account account,
      PingLedger.Seen pings,
      List<EndedConnection.SeenViolation> violations,
      long survivedSilence,
      long pingPeriod) {
    this.account = account;
    this.pings = pings;
    this.violations = violations;
    this.survivedSilence = survivedSilence;
    this.pingPeriod = pingPeriod;
  }

  /** The longest one of both sides that ended with the peer being heard; 0 for none. */
  long survivedSilence() {
    return survivedSilence;
  }

  /** Of this side's pings; -1 where there is none. */
  long pingPeriod() {
    return pingPeriod;
  }

  PingLedger.Seen pings() {
    return pings;
  }

  List<EndedConnection.SeenViolation> violations() {
    return violations;
  }

  /** What the totals keep of it. */
  Connections.Carried carried() {
    return carried;
  }

  /** When it is to be told at the latest, on the even clock. */
  long dueAt() {
    return dueAt;
  }

  void dueAt(long at) {
    dueAt = at;
  }

  /** The verdict, with what is known by now. */
  EndedConnection judged() {
    return connection.judged(this);
  }
}
