// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of peers, by address. Fed when a connection ends, and of so many peers only
 * that there is an end to it: that of which no connection has ended for longest is forgotten. Used
 * under its own monitor.
 */
final class Peers {

  static final int MOST = 256;

  private static final int MOST_ROUTES = 4;

  private final Map<PeerKey, Peer> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerKey, Peer> eldest) {
          return size() > MOST;
        }
      };

  /** One of them. */
  static final class Peer {
    private final RecentEnds recent;
    private final AgeLimits ages = new AgeLimits();
    private final IdleLimits idle = new IdleLimits();
    private final List<Returns> returns = new ArrayList<>(1);

    /** When those that wait now are told, on the even clock. */
    private long dueAt;

    /** The last end that {@link PeerLost} was told of, or belongs to one that was. */
    private long lostAt;

    /** The end that it was told of. */
    private long saidAt;

    private boolean said;

    private Peer(long now) {
      recent = new RecentEnds(now);
      dueAt = now;
    }

    RecentEnds recent() {
      return recent;
    }

    AgeLimits ages() {
      return ages;
    }

    IdleLimits idle() {
      return idle;
    }

    /** Null where there are none of that route, or too many routes. */
    @Nullable Returns returns(@Nullable String route, boolean anew) {
      for (Returns each : returns) {
        if (each.isOf(route)) {
          return each;
        }
      }
      if (!anew || returns.size() == MOST_ROUTES) {
        return null;
      }
      Returns made = new Returns(route);
      returns.add(made);
      return made;
    }

    /**
     * For how long an end waits: until those are told that wait already, but not for a few
     * milliseconds only, in which nothing would be learnt.
     */
    long patience(long now) {
      if (dueAt - now < WaitingRoom.LONGEST / 2) {
        dueAt = now + WaitingRoom.LONGEST;
      }
      return dueAt - now;
    }

    /** Whether it is to be said that this peer is lost: not again for those that follow at once. */
    boolean isLostAnew(long endedAt) {
      boolean anew =
          !said
              || endedAt - lostAt > WaitingRoom.LONGEST
              || endedAt - saidAt > 5 * WaitingRoom.LONGEST;
      if (anew) {
        said = true;
        saidAt = endedAt;
      }
      lostAt = endedAt;
      return anew;
    }
  }

  /** A connection with this peer has ended. */
  Peer ended(PeerKey key, long now) {
    return known.computeIfAbsent(key, any -> new Peer(now));
  }

  /** Null where it is forgotten, or was never known. */
  @Nullable Peer find(PeerKey key) {
    return known.get(key);
  }

  int size() {
    return known.size();
  }
}
