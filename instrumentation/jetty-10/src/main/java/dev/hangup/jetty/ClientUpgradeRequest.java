// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** A client's upgrade, from its sending to its end: what hangs on the request. */
final class ClientUpgradeRequest {

  private static final StateField STATE = StateField.of(CoreClientUpgradeRequest.class);

  private ClientUpgradeRequest() {}

  static void begin(CoreClientUpgradeRequest request) {
    if (WireTap.active()) {
      STATE.set(request, WireTap.handshake(Handshakes.client(request.getURI())));
    }
  }

  static @Nullable Wire wire(CoreClientUpgradeRequest request) {
    return STATE.get(request) instanceof Wire wire ? wire : null;
  }

  /** The headers as they were sent. */
  static void describe(CoreClientUpgradeRequest request, Wire wire) {
    HttpFields headers = request.getHeaders();
    for (String name : Handshake.wantedHeaders()) {
      wire.handshake().header(name, headers.get(name));
    }
  }

  static void refused(CoreClientUpgradeRequest request, int status, @Nullable Throwable failure) {
    Wire wire = wire(request);
    if (wire != null) {
      describe(request, wire);
      STATE.set(request, null);
      wire.refused(status, failure);
    }
  }
}
