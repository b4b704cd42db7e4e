// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All ends that exports tell of, by connection. */
public final class Ends {

  /** Some 1.5 KB each. A second end of a connection that is known always has its place. */
  static final int MOST = 100_000;

  /** Of one connection; two are enough to judge, and with three it is not. */
  private static final int OF_ONE = 4;

  private final int most;
  private final Map<String, List<End>> byId = new LinkedHashMap<>();
  private long withoutId;
  private long leftOut;

  public Ends() {
    this(MOST);
  }

  Ends(int most) {
    this.most = most;
  }

  /** Both ends of a connection. */
  public record Pair(End server, End client) {}

  public void add(End end) {
    if (end.id().isEmpty()) {
      withoutId++;
      return;
    }
    List<End> ends = byId.get(end.id());
    if (ends == null) {
      if (byId.size() >= most) {
        leftOut++;
        return;
      }
      ends = new ArrayList<>(2);
      byId.put(end.id(), ends);
    }
    for (int i = 0; i < ends.size(); i++) {
      if (end.isAlso(ends.get(i))) {
        ends.set(i, ends.get(i).richer(end));
        return;
      }
    }
    if (ends.size() < OF_ONE) {
      ends.add(end);
    }
  }

  /** Connections told by a server and a client, once each. */
  public List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (List<End> ends : byId.values()) {
      if (isPair(ends)) {
        End first = ends.get(0);
        pairs.add(first.isServer() ? new Pair(first, ends.get(1)) : new Pair(ends.get(1), first));
      }
    }
    return pairs;
  }

  /** Connections told by one end only. */
  public List<End> unpaired() {
    List<End> unpaired = new ArrayList<>();
    for (List<End> ends : byId.values()) {
      if (ends.size() == 1) {
        unpaired.add(ends.get(0));
      }
    }
    return unpaired;
  }

  /** Ids told by more than two ends, or by two of the same side: they are not judged. */
  public List<List<End>> repeated() {
    List<List<End>> repeated = new ArrayList<>();
    for (List<End> ends : byId.values()) {
      if (ends.size() > 1 && !isPair(ends)) {
        repeated.add(ends);
      }
    }
    return repeated;
  }

  private static boolean isPair(List<End> ends) {
    return ends.size() == 2 && ends.get(0).isServer() != ends.get(1).isServer();
  }

  /** How many have no id, as over HTTP/2: they cannot be paired. */
  public long withoutId() {
    return withoutId;
  }

  /** How many there was no room for. */
  public long leftOut() {
    return leftOut;
  }
}
