// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Diagnosis.Initiator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an end from elsewhere, often only a moment later: of other connections, or of
 * the system. Nothing of it passed on the connection itself. A peer is an address here, and the
 * role this side has.
 *
 * @param company what else ended at the same time
 * @param age the age that connections of this route are cut at
 * @param idle the silence that connections of this peer are cut after
 * @param returns how soon connections of this route come back
 * @param leg the other leg of a gateway, where this connection is one
 */
public record Around(
    @Nullable Company company,
    @Nullable AgeLimit age,
    @Nullable IdleLimit idle,
    @Nullable Returns returns,
    @Nullable OtherLeg leg) {

  public static final Around NOTHING = new Around(null, null, null, null, null);

  /**
   * Connections with the same peer.
   *
   * @param together how many ended without a Close frame within one second, this one among them
   * @param byPeer how many of those the peer or the network ended
   * @param open how many were open when that second began; -1 where they were not counted
   * @param shortestSilence of those that ended together, the least time from the last frame to the
   *     end
   * @param longestSilence likewise the most
   * @param longestLife of those that ended together, the most from the handshake to the end
   */
  public record Company(
      int together,
      int byPeer,
      int open,
      long shortestSilence,
      long longestSilence,
      long longestLife) {}

  /**
   * Connections were cut at one age with traffic on them, one after another, and none lived longer.
   *
   * @param ends how many, this one among them
   * @param shortest the least of their ages
   * @param longest the greatest
   */
  public record AgeLimit(int ends, long shortest, long longest) {}

  /**
   * What became of silent connections.
   *
   * @param deaths how many were cut after a silence like this one, this one among them
   * @param shortest the least of those silences
   * @param longest the greatest
   * @param survived the longest silence that was survived, 0 where none is known
   * @param pingPeriod from one ping of this side to the next, on this connection; -1 for none
   */
  public record IdleLimit(int deaths, long shortest, long longest, long survived, long pingPeriod) {

    /** What timers of one limit may differ by: two percent, and a second. */
    public static long tolerance(long silence) {
      return Math.max(silence / 50, Facts.SECOND);
    }

    /** A clearly longer silence was survived, so that this one was within the limit. */
    boolean isOutlived() {
      return survived > longest + tolerance(longest);
    }
  }

  /**
   * The next connection came after the same time, again and again.
   *
   * @param count how many
   * @param median from an end to the next handshake
   * @param spread between the soonest and the latest
   */
  public record Returns(int count, long median, long spread) {}

  /**
   * This JVM passes on what comes: it is the server of one connection and the client of another,
   * which it opened for the first. What is told here ended within a second of this one.
   *
   * @param id of that connection, where it has one
   * @param outgoing this JVM is the client of that one
   * @param code of its first Close frame; 1005 where that was empty, 1006 where there was none
   * @param initiator who sent that frame or, without one, who ended the transport
   * @param earlier from its first Close frame, or its end, to this connection's; negative where it
   *     came after
   */
  public record OtherLeg(
      @Nullable String id, boolean outgoing, int code, Initiator initiator, long earlier) {}

  /** The same, with the other leg. */
  public Around with(@Nullable OtherLeg known) {
    return new Around(company, age, idle, returns, known);
  }

  /** The same, with company. */
  public Around with(@Nullable Company known) {
    return new Around(known, age, idle, returns, leg);
  }

  /** The same, with a limit on the age. */
  public Around with(@Nullable AgeLimit known) {
    return new Around(company, known, idle, returns, leg);
  }

  /** The same, with a limit on silence. */
  public Around with(@Nullable IdleLimit known) {
    return new Around(company, age, known, returns, leg);
  }

  /** The same, with what follows an end. */
  public Around with(@Nullable Returns known) {
    return new Around(company, age, idle, known, leg);
  }
}
