// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty.common;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. The session is made in methods that know nothing of the
 * request; they find it here, and may be in other jars. Alive only while the handshake's method
 * runs, so nothing of Jetty's outlives it.
 */
public final class Upgrade {

  private static final ThreadLocal<Upgrade> CURRENT = new ThreadLocal<>();

  private final @Nullable Upgrade outer;
  private final @Nullable Supplier<Handshake> request;
  private @Nullable Wire wire;
  private boolean agreed;

  private Upgrade(@Nullable Supplier<Handshake> request, @Nullable Wire wire) {
    this.outer = CURRENT.get();
    this.request = request;
    this.wire = wire;
  }

  /** A request that may become a connection, be refused, or be none of our business. */
  public static Upgrade asked(Supplier<Handshake> request) {
    return enter(new Upgrade(request, null));
  }

  /** The server agreed. */
  public static Upgrade answered(Wire wire) {
    return enter(new Upgrade(null, wire));
  }

  private static Upgrade enter(Upgrade upgrade) {
    CURRENT.set(upgrade);
    return upgrade;
  }

  public static @Nullable Upgrade current() {
    return CURRENT.get();
  }

  public void end() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  /** The wire of the session that was made; once, the rest of a handshake makes no session. */
  public @Nullable Wire agreed() {
    if (agreed) {
      return null;
    }
    agreed = true;
    return wire();
  }

  public boolean isAgreed() {
    return agreed;
  }

  /** Begins to follow a server's connection at the first call; null where nobody observes. */
  public @Nullable Wire wire() {
    if (wire == null && request != null) {
      wire = WireTap.handshake(request.get());
    }
    return wire;
  }
}
