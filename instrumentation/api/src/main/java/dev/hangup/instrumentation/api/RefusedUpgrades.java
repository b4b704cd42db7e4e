// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades that ended as plain HTTP: refused by a filter or handler before the library's WebSocket,
 * or not taken for an upgrade at all. To be asked once per request, when its response is complete.
 */
public final class RefusedUpgrades {

  private final StateField state;

  /**
   * Hangs on the server's request, for as long as it takes to answer.
   *
   * @param request its class, which is loaded before WebSocket is: the state is in a table
   */
  public RefusedUpgrades(Class<?> request) {
    this.state = StateField.of(request);
  }

  /**
   * An upgrade that WebSocket did not agree to, until it is answered: what was known of it there,
   * the current context too, and what was thrown. The server keeps the exception for as long as it
   * means to answer it; kept here it might keep the request, whose state this is.
   */
  private record NotAgreed(Wire wire, WeakReference<@Nullable Throwable> thrown) {}

  /** WebSocket was asked and did not agree; {@code thrown} says why, if it is not null. */
  public void notAgreed(Object request, Wire wire, @Nullable Throwable thrown) {
    state.set(request, new NotAgreed(wire, new WeakReference<>(thrown)));
  }

  /**
   * The exchange is over.
   *
   * @param status what was sent, 0 where nothing was
   * @param lowest of the status codes that refuse
   * @param described of a request that WebSocket was not asked about
   */
  public void answered(Object request, int status, int lowest, Supplier<Handshake> described) {
    Object known = state.get(request);
    if (known != null) {
      state.set(request, null); // servers use a request again
    }
    if (status < lowest) {
      return;
    }
    if (known instanceof NotAgreed asked) {
      asked.wire().refused(status, asked.thrown().get());
      return;
    }
    Wire wire = WireTap.handshake(described.get());
    if (wire != null) {
      wire.refused(status, null);
    }
  }
}
