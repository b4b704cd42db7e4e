// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, and what the ended ones have added up to. Locks only when a connection
 * opens or ends and while totals are collected, and then one stripe of many: no read or write of a
 * frame comes here.
 *
 * <p>A connection is held weakly, since its stack may drop it without a word; its sizes are held
 * strongly, so that totals never go down.
 */
final class Connections implements SizeTotals {

  private static final int STRIPES = 32;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final AtomicInteger next = new AtomicInteger();
  private final ReferenceQueue<ConnectionObserver> dropped = new ReferenceQueue<>();
  private final Consumer<Series> lost;

  Connections(Consumer<Series> lost) {
    this.lost = lost;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** One open connection in its stripe's list. */
  static final class Entry extends WeakReference<ConnectionObserver> {
    private final Stripe stripe;
    private final Series series;
    private @Nullable Sizes received;
    private @Nullable Sizes sent;
    private @Nullable Entry before;
    private @Nullable Entry after;
    private boolean listed;

    private Entry(
        ConnectionObserver connection,
        Series series,
        Stripe stripe,
        ReferenceQueue<ConnectionObserver> queue) {
      super(connection, queue);
      this.series = series;
      this.stripe = stripe;
    }

    Series series() {
      return series;
    }

    /** Takes in the sizes of one direction, once they are being counted. */
    void count(boolean ofPeer, Sizes sizes) {
      synchronized (stripe) {
        if (ofPeer) {
          received = sizes;
        } else {
          sent = sizes;
        }
      }
    }
  }

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

    /** Takes the entry out and keeps its sizes; false where that was done before. */
    synchronized boolean remove(Entry entry) {
      if (!entry.listed) {
        return false;
      }
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
      addSizes(entry, ended);
      return true;
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
        count++;
      }
      return count;
    }

    synchronized void open(List<ConnectionObserver> connections) {
      for (Entry entry = first; entry != null; entry = entry.after) {
        ConnectionObserver connection = entry.get();
        if (connection != null) {
          connections.add(connection);
        }
      }
    }

    private static void addSizes(Entry entry, Map<Key, Sizes> totals) {
      addSizes(entry, true, entry.received, totals);
      addSizes(entry, false, entry.sent, totals);
    }

    private static void addSizes(
        Entry entry, boolean received, @Nullable Sizes sizes, Map<Key, Sizes> totals) {
      if (sizes != null) {
        Series series = entry.series;
        totals
            .computeIfAbsent(new Key(series.role(), series.stack(), received), key -> new Sizes())
            .add(sizes);
      }
    }
  }

  Entry add(ConnectionObserver connection, Series series) {
    Stripe stripe = stripes[(next.getAndIncrement() & Integer.MAX_VALUE) % STRIPES];
    Entry entry = new Entry(connection, series, stripe, dropped);
    stripe.add(entry);
    sweep();
    return entry;
  }

  void remove(Entry entry) {
    entry.stripe.remove(entry);
  }

  int count() {
    int count = 0;
    for (Stripe stripe : stripes) {
      count += stripe.count();
    }
    return count;
  }

  List<ConnectionObserver> open() {
    List<ConnectionObserver> connections = new ArrayList<>();
    for (Stripe stripe : stripes) {
      stripe.open(connections);
    }
    return connections;
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
      if (gone instanceof Entry entry && entry.stripe.remove(entry)) {
        lost.accept(entry.series);
      }
    }
  }
}
