// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. The session is made in methods that know nothing of the
 * request; they find it here, and may be in other jars. Alive only while the handshake's method
 * runs, so nothing of the library's outlives it. A stack that has more to remember extends it.
 */
public class UpgradeUnderWay {

  private static final ThreadLocal<UpgradeUnderWay> CURRENT = new ThreadLocal<>();

  private final @Nullable UpgradeUnderWay outer;
  private final @Nullable Supplier<Handshake> request;
  private @Nullable Wire wire;
  private boolean agreed;

  protected UpgradeUnderWay(@Nullable Supplier<Handshake> request, @Nullable Wire wire) {
    this.outer = CURRENT.get();
    this.request = request;
    this.wire = wire;
  }

  /** A request that may become a connection, be refused, or be none of our business. */
  public static UpgradeUnderWay asked(Supplier<Handshake> request) {
    return enter(new UpgradeUnderWay(request, null));
  }

  /** The server agreed. */
  public static UpgradeUnderWay answered(Wire wire) {
    return enter(new UpgradeUnderWay(null, wire));
  }

  protected static <T extends UpgradeUnderWay> T enter(T upgrade) {
    CURRENT.set(upgrade);
    return upgrade;
  }

  public static @Nullable UpgradeUnderWay current() {
    return CURRENT.get();
  }

  public final void end() {
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

  /** Begins to follow a server's connection at the first call; null where there is no observer. */
  public @Nullable Wire wire() {
    if (wire == null && request != null) {
      wire = WireTap.handshake(request.get());
    }
    return wire;
  }
}
