// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Around;
import dev.hangup.close.Ending;
import dev.hangup.observer.RecentEnds.Second;
import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which connections with one peer ended together. Ends without a Close frame wait for each other,
 * but only where there is another one to wait for: a peer that has one or two connections has no
 * company, and its ends are told at once.
 */
final class Company implements LateEvidence {

  /** From here on it is company. */
  private static final int TOGETHER = 3;

  /** From here on it matters how many others were open. */
  private static final int MANY = 10;

  private static final int MOST_ROUTES = 20;

  private final Clock clock;
  private final Connections connections;
  private final Peers peers;

  Company(Clock clock, Connections connections, Peers peers) {
    this.clock = clock;
    this.connections = connections;
    this.peers = peers;
  }

  /**
   * The first signal of an end. It may take a while until the library is done with the connection,
   * and others are not to wait for that.
   */
  void endSeen(Handshake handshake, long at, Ending ending, boolean withoutClose) {
    PeerKey key = PeerKey.of(handshake);
    if (key != null) {
      synchronized (peers) {
        peers
            .ended(key, clock.nanoTime())
            .recent()
            .add(at, withoutClose, withoutClose && ending.isThere());
      }
    }
  }

  @Override
  public long worthWaitingFor(PendingEnd end) {
    PeerKey key = PeerKey.of(end.handshake());
    if (key == null || !isAbnormal(end.account())) {
      return 0;
    }
    long now = clock.nanoTime();
    synchronized (peers) {
      Peers.Peer peer = peers.ended(key, now);
      // Also those that ended after it: another thread may be quicker to say so.
      int ended = peer.recent().fullest(end.endedAt()).withoutClose();
      return ended + connections.openWith(key) >= TOGETHER ? peer.patience(now) : 0;
    }
  }

  /** Without a Close frame, as far as all of it was seen, and not because this JVM goes down. */
  private static boolean isAbnormal(Account account) {
    return account.firstClose() == null && !account.incomplete() && account.goingDown() < 0;
  }

  @Override
  public void complete(List<PendingEnd> due) {
    Map<PeerKey, Group> groups = new HashMap<>();
    for (PendingEnd end : due) {
      PeerKey key = isAbnormal(end.account()) ? PeerKey.of(end.handshake()) : null;
      if (key != null) {
        groups.computeIfAbsent(key, any -> new Group()).add(end);
      }
    }
    for (Map.Entry<PeerKey, Group> each : groups.entrySet()) {
      complete(each.getKey(), each.getValue());
    }
  }

  private void complete(PeerKey key, Group group) {
    Map<Long, Integer> stillOpen = new HashMap<>();
    for (PendingEnd end : group.ends) {
      Second second = second(key, end);
      if (second != null && second.withoutClose() >= TOGETHER) {
        int open = -1;
        if (second.byPeer() >= MANY) {
          // Of a group there are one or two such seconds.
          open =
              second.all()
                  + stillOpen.computeIfAbsent(
                      second.began(), began -> connections.openSince(key, began));
        }
        learn(end, second, open, group);
      }
    }
  }

  /** The open connections are not counted on a thread of the application. */
  @Override
  public void completeAtOnce(PendingEnd end) {
    PeerKey key = isAbnormal(end.account()) ? PeerKey.of(end.handshake()) : null;
    Second second = key == null ? null : second(key, end);
    if (second != null && second.withoutClose() >= TOGETHER) {
      Group alone = new Group();
      alone.add(end);
      learn(end, second, -1, alone);
    }
  }

  private static void learn(PendingEnd end, Second second, int open, Group group) {
    end.learn(
        around ->
            around.with(
                new Around.Company(
                    second.withoutClose(),
                    second.byPeer(),
                    open,
                    group.shortestSilence,
                    group.longestSilence,
                    group.longestLife)));
  }

  private @Nullable Second second(PeerKey key, PendingEnd end) {
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      return peer == null ? null : peer.recent().fullest(end.endedAt());
    }
  }

  /** Those of one peer that are told together. */
  private static final class Group {
    private final List<PendingEnd> ends = new ArrayList<>();
    private long shortestSilence = Long.MAX_VALUE;
    private long longestSilence;
    private long longestLife;

    void add(PendingEnd end) {
      ends.add(end);
      long silence = end.account().silence();
      shortestSilence = Math.min(shortestSilence, silence);
      longestSilence = Math.max(longestSilence, silence);
      longestLife = Math.max(longestLife, end.account().duration());
    }
  }

  /**
   * One word for all of them; null where it was said already.
   *
   * @param first of those that are told now, one that the peer took with it
   * @param due all that are told now
   */
  @Nullable PeerLost lost(PendingEnd end, EndedConnection first, List<PendingEnd> due) {
    PeerKey key = PeerKey.of(end.handshake());
    Around.Company company = first.account().around().company();
    if (key == null || company == null) {
      return null;
    }
    synchronized (peers) {
      Peers.Peer peer = peers.find(key);
      if (peer != null && !peer.isLostAnew(end.endedAt())) {
        return null;
      }
    }
    TreeSet<String> routes = new TreeSet<>();
    for (PendingEnd each : due) {
      String route = each.series().route();
      if (route != null && routes.size() < MOST_ROUTES && key.isOf(each.handshake())) {
        routes.add(route);
      }
    }
    return new PeerLost(first, company.byPeer(), company.open(), List.copyOf(routes));
  }
}
