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
 * nothing is told.
 */
final class Legs {

  /** Nanoseconds between the ends of two legs, one of which ended because of the other. */
  static final long TOGETHER = 1_000_000_000L;

  private final WeakReference<ConnectionObserver> server;
  private final WeakReference<ConnectionObserver> client;
  private volatile @Nullable End ofServer;
  private volatile @Nullable End ofClient;
  private volatile boolean several;

  /**
   * What ended one of them: its first Close frame or, without one, the end of its transport.
   *
   * @param id of the connection, where it has one
   * @param code 1005 where the frame was empty, 1006 where there was none
   * @param at on the even clock
   */
  record End(@Nullable String id, int code, Initiator initiator, long at) {}

  private Legs(ConnectionObserver server, ConnectionObserver client) {
    this.server = new WeakReference<>(server);
    this.client = new WeakReference<>(client);
  }

  /**
   * Legs to be: a request is being handled, and a client was asked for meanwhile. Which of the two
   * opens first is the gateway's affair.
   */
  static final class Pairing {
    private @Nullable WeakReference<ConnectionObserver> server;
    private @Nullable WeakReference<ConnectionObserver> client;

    /** The server's side of the request. */
    synchronized void answering(ConnectionObserver side) {
      server = new WeakReference<>(side);
      meet(side, get(client));
    }

    /** A client that was asked for is open. Attempts that came to nothing do not count. */
    synchronized void opened(ConnectionObserver side) {
      client = new WeakReference<>(side);
      meet(get(server), side);
    }

    private static @Nullable ConnectionObserver get(
        @Nullable WeakReference<ConnectionObserver> side) {
      return side == null ? null : side.get();
    }
  }

  /** They are legs of one gateway, as far as neither is a leg of another. */
  static void meet(@Nullable ConnectionObserver server, @Nullable ConnectionObserver client) {
    if (server == null || client == null) {
      return;
    }
    synchronized (Legs.class) { // when gateways open connections, and for a moment
      Legs ofServer = server.legs();
      Legs ofClient = client.legs();
      if (ofServer == null && ofClient == null) {
        Legs both = new Legs(server, client);
        server.legs(both);
        client.legs(both);
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

  /** Either has ended. Null where its end is not known well enough. */
  void ended(boolean asServer, @Nullable End end) {
    if (asServer) {
      ofServer = end;
    } else {
      ofClient = end;
    }
  }

  /** Whether it is worth a wait: the other leg may be about to end. */
  boolean isOpenFor(boolean asServer) {
    if (several || (asServer ? ofClient : ofServer) != null) {
      return false;
    }
    ConnectionObserver other = (asServer ? client : server).get();
    return other != null && other.isListedAsOpen() && !other.isOver();
  }

  /** What became of the other leg at about that moment; null for nothing that is known. */
  @Nullable OtherLeg otherThan(boolean asServer, long endedAt) {
    End end = several ? null : endOfTheOther(asServer);
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
