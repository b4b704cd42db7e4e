// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.bean;

import java.util.List;

/** {@code dev.hangup:type=WebSockets}. Public, as JMX wants it; read only. */
public interface WebSocketsMXBean {

  String getVersion();

  /** Connections that are open. */
  long getOpen();

  /** Of those, how many have had a Close frame for more than 30 s. */
  long getOverdueClosing();

  /** Of those, how many have waited for a pong for more than 20 s. */
  long getOverduePing();

  /** Upgrades that have had no answer for more than 30 s. */
  long getOverdueHandshake();

  /** In seconds, of the open ones. */
  double getLongestSilence();

  /** In seconds, of the open ones. */
  double getLongestAge();

  /** Since observing began. */
  long getOpened();

  /** Since observing began. */
  long getClosed();

  /** Of those, how many with an error for this side. */
  long getClosedAbnormally();

  /** Since observing began. */
  long getHandshakesFailed();

  /** The open ones by route. */
  List<RouteStatus> getRoutes();
}
