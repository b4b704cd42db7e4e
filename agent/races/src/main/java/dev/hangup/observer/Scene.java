// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Language;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** One connection of an observer of its own, and what was told of it by whichever thread. */
@NullMarked
class Scene implements ConnectionEvents {

  private static final Settings QUIET =
      Settings.read(Map.of("hangup.log", "off"), Map.of(), warning -> {});

  /** Reads its catalogue once and not for each of a million connections. */
  private static final Diagnostician JUDGE = new Diagnostician(Language.EN);

  final Observation observation =
      new Observation(QUIET, Clock.SYSTEM, this, line -> {}, false, JUDGE::diagnose);
  final Wire wire = observation.handshake(Handshake.asServer("netty").target("/chat"));

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger endings = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile @Nullable EndedConnection ended;

  static ByteBuffer hex(String bytes) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }

  final void close() {
    wire.localClose();
    wire.closed();
  }

  /** Told once, and nothing is left of it: 1 for an end, 2 for a handshake that failed, else 0. */
  final int told() {
    boolean nothingLeft =
        open.get() == 0
            && lost.get() == 0
            && observation.openConnections() == 0
            && observation.suppressedFailures().count() == 0;
    if (!nothingLeft || endings.get() + failures.get() != 1) {
      return 0;
    }
    return endings.get() == 1 ? 1 : 2;
  }

  final @Nullable Account account() {
    EndedConnection last = ended;
    return last == null ? null : last.account();
  }

  final int violationsTold() {
    EndedConnection last = ended;
    return last == null ? -1 : last.violations().size();
  }

  @Override
  public void opened(Series series) {
    open.incrementAndGet();
  }

  @Override
  public void ended(EndedConnection connection) {
    ended = connection;
    endings.incrementAndGet();
    if (open.decrementAndGet() < 0) {
      lost.incrementAndGet(); // told before its beginning
    }
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    failures.incrementAndGet();
  }

  @Override
  public void pingAnswered(Series series, long nanos) {}

  @Override
  public void violation(Series series, boolean received, Rule rule) {}

  @Override
  public void lost(Series series) {
    lost.incrementAndGet();
    open.decrementAndGet();
  }
}
