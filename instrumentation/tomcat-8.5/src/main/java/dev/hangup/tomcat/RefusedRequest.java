// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.Addresses;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.tomcat.common.Served;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.asm.Advice;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request is served, or one that was left to other threads is done. One that asked for a
 * WebSocket and did not get it was refused: by a filter, by Spring, by a servlet that was given the
 * request because a proxy had removed its {@code Upgrade}, or as no endpoint is mapped to its path.
 */
final class RefusedRequest {

  private static final int SWITCHING_PROTOCOLS = 101;

  private RefusedRequest() {}

  @OnEnter
  static @Nullable Object served(@Advice.Argument(0) Request request) {
    // Two looks at the headers are all that other requests cost. RFC 6455 4.1: every handshake has
    // both; a proxy takes away the one, a client forgets the other.
    if (request.getHeader("Sec-WebSocket-Key") == null
        && !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      return null;
    }
    return Served.begin();
  }

  @OnExit
  static void servedDone(
      @Advice.Enter @Nullable Object served,
      @Advice.Argument(0) Request request,
      @Advice.Argument(1) Response response) {
    if (served == null) {
      return;
    }
    Served.end();
    // While other threads work on it the last word is not spoken, even where the first one is.
    if (response.getStatus() != SWITCHING_PROTOCOLS && !isLeftToOthers(request)) {
      tell((Served) served, request, response);
    }
  }

  private static boolean isLeftToOthers(Request request) {
    AtomicBoolean asynchronous = new AtomicBoolean();
    request.action(ActionCode.ASYNC_IS_ASYNC, asynchronous);
    return asynchronous.get();
  }

  private static void tell(Served served, Request request, Response response) {
    Wire wire = served.refused();
    if (wire == null && response.isCommitted() && WireTap.active()) {
      wire = WireTap.handshake(described(request));
    }
    if (wire != null) {
      wire.refused(response.getStatus(), served.thrown());
    }
  }

  private static Handshake described(Request request) {
    String query = request.queryString().toString();
    String path = request.requestURI().toString();
    Handshake handshake =
        Handshakes.server().target(query == null || query.isEmpty() ? path : path + '?' + query);
    handshake.headers(request::getHeader);
    handshake.requestLine(request.method().toString(), request.protocol().toString());
    MessageBytes scheme = request.scheme();
    handshake.scheme(scheme.equalsIgnoreCase("https") ? "wss" : "ws");
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
    request.action(ActionCode.REQ_REMOTEPORT_ATTRIBUTE, request);
    return handshake.peer(Addresses.of(request.remoteAddr().toString(), request.getRemotePort()));
  }
}
