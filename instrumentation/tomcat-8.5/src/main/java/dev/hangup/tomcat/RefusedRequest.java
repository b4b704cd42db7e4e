// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import net.bytebuddy.asm.Advice;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;

/**
 * An HTTP request is done. One that asked for a WebSocket and did not get it was refused, by
 * whoever was first: a filter, Spring, or nobody being there for its path.
 */
final class RefusedRequest {

  private static final int SWITCHING_PROTOCOLS = 101;

  /** Set while a request is being served whose refusal has been told. */
  private static final ThreadLocal<Boolean> TOLD = new ThreadLocal<>();

  private RefusedRequest() {}

  static void told() {
    TOLD.set(true);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Argument(0) Request request, @Advice.Argument(1) Response response) {
    // One look at the headers is all that other requests cost. RFC 6455 4.1: every handshake has
    // this one. Not committed is not answered yet: the servlet works on asynchronously.
    if (request.getHeader("Sec-WebSocket-Key") == null
        || response.getStatus() == SWITCHING_PROTOCOLS
        || !response.isCommitted()) {
      return;
    }
    boolean told = TOLD.get() != null;
    TOLD.remove();
    if (told || !WireTap.active()) {
      return;
    }
    Wire wire = WireTap.handshake(described(request));
    if (wire != null) {
      wire.refused(response.getStatus(), null);
    }
  }

  private static Handshake described(Request request) {
    String query = request.queryString().toString();
    String path = request.requestURI().toString();
    Handshake handshake =
        Described.server().target(query == null || query.isEmpty() ? path : path + '?' + query);
    for (String name : Handshake.wantedHeaders()) {
      handshake.header(name, request.getHeader(name));
    }
    MessageBytes scheme = request.scheme();
    handshake.scheme(scheme.equalsIgnoreCase("https") ? "wss" : "ws");
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
    request.action(ActionCode.REQ_REMOTEPORT_ATTRIBUTE, request);
    return handshake.peer(
        Described.address(request.remoteAddr().toString(), request.getRemotePort()));
  }
}
