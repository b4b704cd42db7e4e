// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Around.OtherLeg;
import dev.hangup.close.Diagnosis.Initiator;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The two legs of a gateway in this JVM: the server of one connection, and the client of the one
 * that was opened for it. Neither keeps the other: what is left of a leg that has ended is its
 * {@link End}. Where a server's side opened a second client, nothing passes on from one to one, and
 * nothing is told; nor where others of its route have none, see {@link OneToOne}.
 */
final class Legs {

  /** Nanoseconds between the ends of two legs, one of which ended because of the other. */
  static final long TOGETHER = 1_000_000_000L;

  private final WeakReference<ConnectionObserver> server;
  private final WeakReference<ConnectionObserver> client;
  private volatile @Nullable End ofServer;
  private volatile @Nullable End ofClient;
  private volatile boolean several;
  private final boolean byAMessage;

  /** When the server's side began, on the even clock. */
  private final long since;

  /** Of the server's route; null until it is known. */
  private volatile @Nullable OneToOne route;

  /** What was handled when a client was asked for. */
  enum When {
    /** The upgrade, or the opening. */
    OPENING,
    /** What came until the first message was handled. */
    FIRST_MESSAGE,
    /** Later: of a gateway that opens more than one client. */
    LATER
  }

  /**
   * What ended one of them: its first Close frame or, without one, the end of its transport.
   *
   * @param id of the connection, where it has one
   * @param code 1005 where the frame was empty, 1006 where there was none
   * @param at on the even clock
   */
  record End(@Nullable String id, int code, Initiator initiator, long at) {}

  private Legs(ConnectionObserver server, ConnectionObserver client, boolean byAMessage) {
    this.server = new WeakReference<>(server);
    this.client = new WeakReference<>(client);
    this.byAMessage = byAMessage;
    this.since = server.start();
  }

  /**
   * Legs to be: something of a server's connection is being handled, and a client was asked for
   * meanwhile. Which of the two opens first is the gateway's affair.
   */
  static final class Pairing {
    private final When when;
    private @Nullable WeakReference<ConnectionObserver> server;
    private @Nullable WeakReference<ConnectionObserver> client;
    private boolean asked;

    /**
     * Of what is handled.
     *
     * @param server null while its request is
     */
    Pairing(@Nullable ConnectionObserver server, When when) {
      this.server = server == null ? null : new WeakReference<>(server);
      this.when = when;
    }

    /** The server's side of the request. */
    synchronized void answering(ConnectionObserver side) {
      server = new WeakReference<>(side);
      if (asked) {
        side.askedForAClient();
      }
      meet(side, get(client), when);
    }

    /** A client is asked for. It may be of another protocol: that is known when it is open. */
    synchronized void asked() {
      asked = true;
      ConnectionObserver side = get(server);
      if (side != null && when != When.LATER) {
        side.askedForAClient();
      }
    }

    /** A client that was asked for is open. Attempts that came to nothing do not count. */
    synchronized void opened(ConnectionObserver side) {
      client = new WeakReference<>(side);
      meet(get(server), side, when);
    }

    private static @Nullable ConnectionObserver get(
        @Nullable WeakReference<ConnectionObserver> side) {
      return side == null ? null : side.get();
    }
  }

  /** They are legs of one gateway, as far as neither is a leg of another. */
  private static void meet(
      @Nullable ConnectionObserver server, @Nullable ConnectionObserver client, When when) {
    if (server == null || client == null) {
      return;
    }
    synchronized (Legs.class) { // when gateways open connections, and for a moment
      Legs ofServer = server.legs();
      Legs ofClient = client.legs();
      if (ofServer == null && ofClient == null) {
        if (when != When.LATER) {
          join(server, client, when == When.FIRST_MESSAGE);
        }
      } else if (ofServer != ofClient) {
        for (Legs each : new @Nullable Legs[] {ofServer, ofClient}) {
          if (each != null) {
            each.several = true;
          }
        }
        // The one that came later has no other leg, and is told as what it is.
      }
    }
  }

  private static void join(
      ConnectionObserver server, ConnectionObserver client, boolean byAMessage) {
    Legs both = new Legs(server, client, byAMessage);
    server.legs(both);
    client.legs(both);
    OneToOne route = server.oneToOne();
    if (byAMessage && route != null) {
      route.met(both);
    }
  }

  boolean areBothOpen() {
    return isOpen(server.get()) && isOpen(client.get());
  }

  private static boolean isOpen(@Nullable ConnectionObserver side) {
    return side != null && side.isListedAsOpen() && !side.isOver();
  }

  /** Either has ended. Null where its end is not known well enough. */
  void ended(boolean asServer, @Nullable End end) {
    if (asServer) {
      ofServer = end;
      route = route();
    } else {
      ofClient = end;
    }
  }

  /** Whether it is worth a wait: the other leg may be about to end. */
  boolean isOpenFor(boolean asServer) {
    if (several || (asServer ? ofClient : ofServer) != null) {
      return false;
    }
    return isOpen((asServer ? client : server).get());
  }

  /** As far as can be seen, neither is shared with others of the server's route. */
  private boolean isBelieved() {
    OneToOne known = route();
    return !several && known != null && known.isBelieved(byAMessage, since);
  }

  private @Nullable OneToOne route() {
    OneToOne known = route;
    ConnectionObserver side = known == null ? server.get() : null;
    return side == null ? known : side.oneToOne();
  }

  /** What became of the other leg at about that moment; null for nothing that is known. */
  @Nullable OtherLeg otherThan(boolean asServer, long endedAt) {
    End end = isBelieved() ? endOfTheOther(asServer) : null;
    if (end == null || Math.abs(endedAt - end.at()) > TOGETHER) {
      return null;
    }
    return new OtherLeg(end.id(), asServer, end.code(), end.initiator(), endedAt - end.at());
  }

  private @Nullable End endOfTheOther(boolean asServer) {
    End known = asServer ? ofClient : ofServer;
    if (known != null) {
      return known;
    }
    ConnectionObserver other = (asServer ? client : server).get();
    return other == null ? null : other.endSoFar(); // a Close frame, and the transport goes on
  }
}
