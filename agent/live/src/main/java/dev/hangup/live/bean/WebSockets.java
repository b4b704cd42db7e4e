// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.bean;

import dev.hangup.live.Live;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The bean, made where a server of beans is there already: on a runtime without {@code
 * java.management} this class is never loaded.
 */
public final class WebSockets implements WebSocketsMXBean {

  static final String NAME = "dev.hangup:type=WebSockets";

  private static final double NANOS = 1e9;
  private static final long KEPT = 1_000_000_000L;

  private final Live live;
  private final String version;

  // Guarded by this.
  private List<Live.Now> seen = new ArrayList<>();
  private long lookedAt;
  private boolean looked;

  private WebSockets(Live live, String version) {
    this.live = live;
    this.version = version;
  }

  /**
   * Registers it.
   *
   * @param server an {@link MBeanServer}
   */
  public static void register(Object server, Live live, String version) throws JMException {
    ((MBeanServer) server).registerMBean(new WebSockets(live, version), new ObjectName(NAME));
  }

  /** One look for all attributes of one reading. */
  private synchronized List<Live.Now> now() {
    long time = System.nanoTime();
    if (!looked || time - lookedAt > KEPT) {
      seen = live.now();
      lookedAt = time;
      looked = true;
    }
    return seen;
  }

  private long sum(ToLongFunction<Live.Now> of) {
    return now().stream().mapToLong(of).sum();
  }

  private double most(ToLongFunction<Live.Now> of) {
    return now().stream().mapToLong(of).max().orElse(0) / NANOS;
  }

  @Override
  public String getVersion() {
    return version;
  }

  @Override
  public long getOpen() {
    return sum(Live.Now::open);
  }

  @Override
  public long getOverdueClosing() {
    return sum(Live.Now::closing);
  }

  @Override
  public long getOverduePing() {
    return sum(Live.Now::unanswered);
  }

  @Override
  public long getOverdueHandshake() {
    return sum(Live.Now::handshakes);
  }

  @Override
  public double getLongestSilence() {
    return most(Live.Now::longestSilence);
  }

  @Override
  public double getLongestAge() {
    return most(Live.Now::oldest);
  }

  @Override
  public long getOpened() {
    return live.openedCount();
  }

  @Override
  public long getClosed() {
    return live.closedCount();
  }

  @Override
  public long getClosedAbnormally() {
    return live.abnormalCount();
  }

  @Override
  public long getHandshakesFailed() {
    return live.failedCount();
  }

  @Override
  public List<RouteStatus> getRoutes() {
    List<RouteStatus> routes = new ArrayList<>();
    now().forEach(now -> routes.add(new RouteStatus(now)));
    return routes;
  }
}
