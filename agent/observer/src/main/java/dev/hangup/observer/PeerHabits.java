// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Around;
import dev.hangup.close.Diagnostician;
import dev.hangup.tap.Handshake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ends of the same peer have in common, seen one after another: the age they are cut at, the
 * silence they are cut after, how soon the next connection comes.
 */
final class PeerHabits implements LateEvidence {

  private final Clock clock;
  private final Connections connections;
  private final Peers peers;

  PeerHabits(Clock clock, Connections connections, Peers peers) {
    this.clock = clock;
    this.connections = connections;
    this.peers = peers;
  }

  /** A connection has opened whose handshake began at {@code start}. */
  void opened(Handshake handshake, Series series, long start) {
    PeerKey key = PeerKey.of(handshake);
    if (key != null) {
      synchronized (peers) {
        Peers.Peer peer = peers.find(key);
        Returns returns = peer == null ? null : peer.returns(series.route(), false);
        if (returns != null) {
          returns.came(start);
        }
      }
    }
  }

  /** Where a limit on the age is likely, the agent's thread looks whether any open one is older. */
  @Override
  public long worthWaitingFor(PendingEnd end) {
    PeerKey key = PeerKey.of(end.handshake());
    Account account = end.account();
    if (key == null || account.incomplete() || account.goingDown() >= 0) {
      return 0;
    }
    String route = end.series().route();
    boolean cut = account.firstClose() == null && account.ending().isThere();
    long silence = account.silence();
    synchronized (peers) {
      Peers.Peer peer = peers.ended(key, clock.nanoTime());
      boolean busy = cut && silence < Diagnostician.SILENT_SPELL;
      peer.ages().ended(route, account.duration(), end.endedAt(), busy);
      peer.idle().survived(end.survivedSilence());
      if (cut && !busy) {
        peer.idle().died(silence, end.endedAt());
      }
      Returns returns = peer.returns(route, true);
      if (returns != null) {
        returns.ended(end.endedAt());
      }
      return busy && peer.ages().at(route, account.duration()) != null ? 1 : 0;
    }
  }

  @Override
  public void complete(List<PendingEnd> due) {
    for (PendingEnd end : due) {
      completeAtOnce(end);
      lookForAgeLimit(end);
    }
  }

  @Override
  public void completeAtOnce(PendingEnd end) {
    PeerKey key = PeerKey.of(end.handshake());
    Account account = end.account();
    if (key == null || account.firstClose() != null || account.incomplete()) {
      return;
    }
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      if (peer == null) {
        return;
      }
      long silence = account.silence();
      Around.IdleLimit idle =
          account.ending().isThere() && silence >= Diagnostician.SILENT_SPELL
              ? peer.idle().at(silence, end.pingPeriod())
              : null;
      Returns known = peer.returns(end.series().route(), false);
      Around.Returns returns = known == null ? null : known.steady();
      end.learn(around -> around.with(idle).with(returns));
    }
  }

  private void lookForAgeLimit(PendingEnd end) {
    PeerKey key = PeerKey.of(end.handshake());
    Account account = end.account();
    if (key == null
        || account.firstClose() != null
        || account.incomplete()
        || !account.ending().isThere()
        || account.silence() >= Diagnostician.SILENT_SPELL) {
      return;
    }
    String route = end.series().route();
    Around.AgeLimit limit = limit(key, route, account.duration());
    if (limit == null) {
      return;
    }
    long now = clock.nanoTime();
    // What is about to be cut may be seen as open still.
    long older = now - limit.longest() - limit.longest() / 50 - 2 * WaitingRoom.LONGEST;
    if (isToBeLookedAt(key, now)) {
      boolean found = connections.isAnyOpenSince(key, route, older);
      synchronized (peers) {
        Peers.Peer peer = peers.find(key);
        if (peer != null) {
          peer.ages().looked(found, now);
        }
      }
    }
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      if (peer != null && !peer.ages().isOutlived()) {
        end.learn(around -> around.with(limit));
      }
    }
  }

  private Around.@Nullable AgeLimit limit(PeerKey key, @Nullable String route, long age) {
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      return peer == null ? null : peer.ages().at(route, age);
    }
  }

  private boolean isToBeLookedAt(PeerKey key, long now) {
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      return peer != null && peer.ages().isToBeLookedAt(now);
    }
  }
}
