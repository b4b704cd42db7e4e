// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client's upgrade, from its sending to its end: what hangs on the client's request. */
public final class ClientUpgrade {

  private static final int LOWEST_FINAL = 200;

  private final StateField state;

  /** Of the request's class. */
  public ClientUpgrade(Class<?> request) {
    this.state = StateField.of(request);
  }

  /** The client asks for the upgrade, on the application's own thread. */
  public void begin(Object request, Supplier<Handshake> described) {
    if (WireTap.active()) {
      state.set(request, WireTap.handshake(described.get()));
    }
  }

  /**
   * The server agreed, and the session is made from here on; null where that is not followed.
   *
   * @param headers of the request, as they were sent
   */
  public @Nullable UpgradeUnderWay agreed(Object request, Handshake.Headers headers) {
    if (!(state.get(request) instanceof Wire wire)) {
      return null;
    }
    wire.handshake().headers(headers);
    return UpgradeUnderWay.answered(wire);
  }

  /** The server's answer has come; what it says counts where the upgrade comes to nothing. */
  public void answered(Object request, Handshake.Headers answer) {
    if (state.get(request) instanceof Wire wire) {
      wire.handshake().answered(answer);
    }
  }

  /**
   * The upgrade came to nothing: refused, broken off, or never answered.
   *
   * @param status of the answer, 0 or less where there was none
   * @param failure what the library threw; what it makes of a status differs from version to
   *     version, so where there is one that is told alone
   */
  public void refused(
      Object request, int status, @Nullable Throwable failure, Handshake.Headers headers) {
    if (state.get(request) instanceof Wire wire) {
      wire.handshake().headers(headers);
      state.set(request, null);
      wire.refused(Math.max(0, status), status >= LOWEST_FINAL ? null : failure);
    }
  }

  /**
   * Likewise, at a place where the server had sent the client.
   *
   * @param headers of the request that was sent there
   */
  public void refusedElsewhere(
      Object request,
      String elsewhere,
      int status,
      @Nullable Throwable failure,
      Handshake.Headers headers) {
    if (state.get(request) instanceof Wire wire) {
      wire.handshake().redirectedTo(elsewhere);
    }
    refused(request, status, failure, headers);
  }
}
