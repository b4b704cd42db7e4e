// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow.common;

import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/** A client's way to a connection, over all the redirects that it is sent through. */
public final class Attempt {

  private static final ThreadLocal<@Nullable Attempt> ASKING = new ThreadLocal<>();

  /** The status of the redirect that is followed on this thread. */
  private static final ThreadLocal<@Nullable Integer> REDIRECT = new ThreadLocal<>();

  private final Wire wire;
  private volatile boolean switched;

  public Attempt(Wire wire) {
    this.wire = wire;
  }

  /** The request is being made on this thread. */
  public void begin() {
    ASKING.set(this);
  }

  public static void end() {
    ASKING.remove();
  }

  public static void follows(int redirect) {
    REDIRECT.set(redirect);
  }

  public static void followed() {
    REDIRECT.remove();
  }

  /** Of the redirect that is followed on this thread; 0 where none is. */
  public static int redirect() {
    Integer status = REDIRECT.get();
    return status == null ? 0 : status;
  }

  /** Of which a request is being made on this thread. */
  public static @Nullable Attempt current() {
    return ASKING.get();
  }

  public Wire wire() {
    return wire;
  }

  /** The answer was 101, whatever the client makes of it. */
  public void switched() {
    switched = true;
  }

  public boolean isSwitched() {
    return switched;
  }
}
