// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade that Jetty's WebSocket did not agree to, until it is answered: what was known of it
 * there, the current context too, and what was thrown. Jetty keeps the exception for as long as it
 * means to answer it; kept by us it might keep the request, whose state this is.
 */
public record RefusedUpgrade(Wire wire, WeakReference<@Nullable Throwable> thrown) {

  public RefusedUpgrade(Wire wire, @Nullable Throwable thrown) {
    this(wire, new WeakReference<>(thrown));
  }

  public void answered(int status) {
    wire.refused(status, thrown.get());
  }
}
