// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.asm.Advice;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request is served, or one that was left to other threads is done. One that asked for a
 * WebSocket and did not get it was refused, by whoever was first: a filter, Spring, a servlet that
 * was given the request because a proxy had removed its {@code Upgrade}, or nobody being there for
 * its path.
 */
final class RefusedRequest {

  private static final int SWITCHING_PROTOCOLS = 101;

  /** The request this thread is serving, if it asks for a WebSocket: alive while it is served. */
  private static final ThreadLocal<RefusedRequest> SERVED = new ThreadLocal<>();

  /** Its refusal was told by who knew more of it. */
  private boolean told;

  private RefusedRequest() {}

  /** Whether this thread is seen to serve a request, so that there will be an end to tell it at. */
  static boolean isServed() {
    return SERVED.get() != null;
  }

  static void told() {
    RefusedRequest served = SERVED.get();
    if (served != null) {
      served.told = true;
    }
  }

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Argument(0) Request request) {
    // One look at the headers is all that other requests cost. RFC 6455 4.1: every handshake has
    // this one.
    if (request.getHeader("Sec-WebSocket-Key") == null) {
      return null;
    }
    RefusedRequest served = new RefusedRequest();
    SERVED.set(served);
    return served;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object served,
      @Advice.Argument(0) Request request,
      @Advice.Argument(1) Response response) {
    if (served == null) {
      return;
    }
    SERVED.remove();
    if (!((RefusedRequest) served).told
        && response.getStatus() != SWITCHING_PROTOCOLS
        && isAnswered(request, response)
        && WireTap.active()) {
      Wire wire = WireTap.handshake(described(request));
      if (wire != null) {
        wire.refused(response.getStatus(), null);
      }
    }
  }

  /** While other threads work on it the last word is not spoken, even where the first one is. */
  private static boolean isAnswered(Request request, Response response) {
    AtomicBoolean leftToOthers = new AtomicBoolean();
    request.action(ActionCode.ASYNC_IS_ASYNC, leftToOthers);
    return response.isCommitted() && !leftToOthers.get();
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
