// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections there are, from their handshake on, and what the ended ones have added up to.
 * Locks only when a connection begins or ends and while totals are collected, and then one stripe
 * of many: no read or write of a frame comes here.
 *
 * <p>A connection is held weakly, since its stack may drop it without a word; its sizes are held
 * strongly, so that totals never go down.
 */
final class Connections implements SizeTotals, OpenConnections {

  private static final int STRIPES = 32;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final AtomicInteger next = new AtomicInteger();
  private final ReferenceQueue<ConnectionObserver> dropped = new ReferenceQueue<>();
  private final Consumer<Series> lost;
  private final Clock clock;
  private final OpenByPeer openByPeer = new OpenByPeer();

  /** Of servers' series. As many as routes. */
  private final Map<Series, OneToOne> oneToOne = new ConcurrentHashMap<>();

  Connections(Consumer<Series> lost, Clock clock) {
    this.lost = lost;
    this.clock = clock;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** One connection in its stripe's list. */
  static final class Entry extends WeakReference<ConnectionObserver> {
    private static final byte NOT_SO_FAR = 0;
    private static final byte AFTER_OPENING = 1;
    private static final byte AFTER_MESSAGE = 2;
    private static final byte NO_MORE = 3;

    private final Stripe stripe;

    /** Null until the handshake is done. */
    private volatile @Nullable Series series;

    /** Null until something was read. Refers to nothing of the connection. */
    private volatile @Nullable Handling handling;

    private @Nullable SizeCounter received;
    private @Nullable SizeCounter sent;
    private @Nullable Entry before;
    private @Nullable Entry after;
    private boolean listed;

    /** Of {@link OpenByPeer}. Written before the series. */
    private short peer = OpenByPeer.NONE;

    /** Of a server's: how far it came without a client. Guarded by the stripe. */
    private byte alone = NOT_SO_FAR;

    /** A server's, whose first message is not handled yet. Of the thread that reads. */
    private boolean beginning;

    private Entry(
        ConnectionObserver connection, Stripe stripe, ReferenceQueue<ConnectionObserver> queue) {
      super(connection, queue);
      this.stripe = stripe;
      this.beginning = connection.handshake().isServer();
    }

    /** The handshake is done. */
    void opened(Series known) {
      series = known;
    }

    boolean isOpen() {
      return series != null;
    }

    boolean isBeginning() {
      return beginning;
    }

    void beyondTheBeginning() {
      beginning = false;
    }

    /** By whom what the peer sends is handled. */
    void handledBy(Handling by) {
      handling = by;
    }

    @Nullable Handling handling() {
      return handling;
    }

    /** Of one that has opened. */
    Series series() {
      return Objects.requireNonNull(series);
    }

    /** Takes in the sizes of one direction, once they are being counted. */
    void count(boolean ofPeer, SizeCounter sizes) {
      synchronized (stripe) {
        if (ofPeer) {
          received = sizes;
        } else {
          sent = sizes;
        }
      }
    }
  }

  /**
   * What a connection had carried when it was taken out: copies that no other thread counts into.
   */
  record Carried(Sizes received, Sizes sent) {}

  private static final class Stripe {
    private @Nullable Entry first;
    private final Map<Key, Sizes> ended = new HashMap<>();

    synchronized void add(Entry entry) {
      entry.after = first;
      if (first != null) {
        first.before = entry;
      }
      first = entry;
      entry.listed = true;
    }

    /** Takes the entry out and keeps its sizes; null where that was done before. */
    synchronized @Nullable Carried remove(Entry entry) {
      if (!entry.listed) {
        return null;
      }
      // A thread in the middle of a frame may still count it: into what is copied here, or into
      // nothing.
      Carried carried = new Carried(total(entry.received), total(entry.sent));
      Series series = entry.series;
      if (series != null && entry.received != null) {
        of(series, true, ended).add(carried.received());
      }
      if (series != null && entry.sent != null) {
        of(series, false, ended).add(carried.sent());
      }
      unlink(entry);
      entry.received = null; // an event loop keeps the entry of what it handled last
      entry.sent = null;
      return carried;
    }

    private static Sizes total(@Nullable SizeCounter counting) {
      return counting == null ? new Sizes() : counting.total();
    }

    private void unlink(Entry entry) {
      entry.listed = false;
      if (entry.before == null) {
        first = entry.after;
      } else {
        entry.before.after = entry.after;
      }
      if (entry.after != null) {
        entry.after.before = entry.before;
      }
      entry.before = null;
      entry.after = null;
    }

    synchronized void collect(Map<Key, Sizes> totals) {
      ended.forEach((key, sizes) -> totals.computeIfAbsent(key, k -> new Sizes()).add(sizes));
      for (Entry entry = first; entry != null; entry = entry.after) {
        addSizes(entry, totals);
      }
    }

    synchronized int count() {
      int count = 0;
      for (Entry entry = first; entry != null; entry = entry.after) {
        count += entry.isOpen() ? 1 : 0;
      }
      return count;
    }

    synchronized void list(List<ConnectionObserver> connections) {
      for (Entry entry = first; entry != null; entry = entry.after) {
        ConnectionObserver connection = entry.get();
        if (connection != null) {
          connections.add(connection);
        }
      }
    }

    synchronized void look(long now, BiConsumer<Series, Handling> found) {
      for (Entry entry = first; entry != null; entry = entry.after) {
        Handling handling = entry.handling;
        Series series = entry.series;
        if (handling != null && series != null && handling.look(now)) {
          found.accept(series, handling);
        }
      }
    }

    private static void addSizes(Entry entry, Map<Key, Sizes> totals) {
      Series series = entry.series;
      if (series != null && entry.received != null) {
        of(series, true, totals).add(entry.received);
      }
      if (series != null && entry.sent != null) {
        of(series, false, totals).add(entry.sent);
      }
    }

    private static Sizes of(Series series, boolean received, Map<Key, Sizes> totals) {
      return totals.computeIfAbsent(
          new Key(series.role(), series.stack(), received), key -> new Sizes());
    }
  }

  /** Takes in a connection whose handshake begins. */
  Entry add(ConnectionObserver connection) {
    sweep();
    Stripe stripe = stripes[(next.getAndIncrement() & Integer.MAX_VALUE) % STRIPES];
    Entry entry = new Entry(connection, stripe, dropped);
    stripe.add(entry);
    return entry;
  }

  /** The handshake of a connection is done. */
  void opened(Entry entry, Series series, Handshake handshake) {
    short counter = OpenByPeer.counter(handshake);
    openByPeer.opened(counter);
    entry.peer = counter;
    entry.opened(series);
  }

  OneToOne oneToOne(Series series) {
    return oneToOne.computeIfAbsent(series, any -> new OneToOne(clock));
  }

  /** A server's connection was handled so far, and no client was asked for. */
  void standsAlone(Entry entry, boolean message) {
    synchronized (entry.stripe) {
      if (!entry.listed || !entry.isOpen()) {
        return;
      }
      OneToOne route = oneToOne(entry.series());
      if (entry.alone == Entry.NOT_SO_FAR) {
        entry.alone = Entry.AFTER_OPENING;
        route.oneMore(false);
      }
      if (message && entry.alone == Entry.AFTER_OPENING) {
        entry.alone = Entry.AFTER_MESSAGE;
        route.oneMore(true);
      }
    }
  }

  /** A client was asked for, or else the connection has ended. */
  void standsNotAlone(Entry entry, boolean asked) {
    synchronized (entry.stripe) {
      if (entry.alone == Entry.AFTER_OPENING || entry.alone == Entry.AFTER_MESSAGE) {
        OneToOne route = oneToOne(entry.series());
        route.oneLess(false, asked);
        if (entry.alone == Entry.AFTER_MESSAGE) {
          route.oneLess(true, asked);
        }
      }
      entry.alone = Entry.NO_MORE;
    }
  }

  /** At most so many connections are open with a peer. */
  int openWith(PeerKey peer) {
    return openByPeer.atMost(peer);
  }

  /** How many are, that were open at a moment already. Looks at each. */
  int openSince(PeerKey peer, long moment) {
    int count = 0;
    for (ConnectionObserver connection : all()) {
      count += connection.isOpenSince(moment) && peer.isOf(connection.handshake()) ? 1 : 0;
    }
    return count;
  }

  /** Whether one of the route was open at a moment already, and is. Looks at each until then. */
  boolean isAnyOpenSince(PeerKey peer, @Nullable String route, long moment) {
    for (ConnectionObserver connection : all()) {
      if (connection.isOpenSince(moment)
          && peer.isOf(connection.handshake())
          && connection.isOf(route)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a connection out.
   *
   * @return what the totals keep of it, so that others can say the same; null where it was taken
   *     out before
   */
  @Nullable Carried remove(Entry entry) {
    Carried carried = entry.stripe.remove(entry);
    if (carried != null && entry.isOpen()) {
      openByPeer.ended(entry.peer);
      standsNotAlone(entry, false);
    }
    return carried;
  }

  int count() {
    int count = 0;
    for (Stripe stripe : stripes) {
      count += stripe.count();
    }
    return count;
  }

  List<ConnectionObserver> open() {
    return all().stream().filter(ConnectionObserver::isListedAsOpen).toList();
  }

  private List<ConnectionObserver> all() {
    List<ConnectionObserver> connections = new ArrayList<>();
    for (Stripe stripe : stripes) {
      stripe.list(connections);
    }
    return connections;
  }

  /** Each as it is now. No lock is held while one is looked at. */
  List<OpenConnection> look() {
    sweep();
    List<OpenConnection> seen = new ArrayList<>();
    for (ConnectionObserver connection : all()) {
      OpenConnection now = connection.look();
      if (now != null) {
        seen.add(now);
      }
    }
    return seen;
  }

  /**
   * Looks at each handler that runs; {@code found} is told of each that has just been found to take
   * too long. The connections themselves are not touched: who asks for them so often that they are
   * still there keeps them from being collected.
   */
  void look(long now, BiConsumer<Series, Handling> found) {
    for (Stripe stripe : stripes) {
      stripe.look(now, found);
    }
  }

  @Override
  public Map<Series, Waiting> waiting() {
    sweep();
    Map<Series, Waiting> waiting = new HashMap<>();
    for (ConnectionObserver connection : all()) {
      connection.addTo(waiting);
    }
    return waiting;
  }

  @Override
  public Map<Key, Sizes> collect() {
    sweep();
    Map<Key, Sizes> totals = new HashMap<>();
    for (Stripe stripe : stripes) {
      stripe.collect(totals);
    }
    return totals;
  }

  /** Lets go of connections whose stack dropped them without an end. */
  private void sweep() {
    for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      if (gone instanceof Entry entry && remove(entry) != null && entry.isOpen()) {
        lost.accept(entry.series());
      }
    }
  }
}
