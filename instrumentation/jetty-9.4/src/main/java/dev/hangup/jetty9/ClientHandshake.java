// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.ClientUpgrade;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.websocket.api.UpgradeException;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The upgrade as a client asks for it. */
final class ClientHandshake {

  private static final ClientUpgrade UPGRADE = new ClientUpgrade(WebSocketUpgradeRequest.class);

  private ClientHandshake() {}

  private static void refused(
      WebSocketUpgradeRequest request, int status, @Nullable Throwable failure) {
    UPGRADE.refused(request, status, failure, request.getHeaders()::get);
  }

  /** The client asks for the upgrade, on the application's own thread. */
  @OnEnter
  static void send(@Advice.This WebSocketUpgradeRequest request) {
    UPGRADE.begin(request, () -> Handshakes.client(request.getURI()));
  }

  @OnExit
  static void sendDone(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      refused(request, 0, thrown);
    }
  }

  /** The server agreed: the session is made in here. */
  @OnEnter
  static @Nullable Object upgrade(@Advice.This WebSocketUpgradeRequest request) {
    return UPGRADE.agreed(request, request.getHeaders()::get);
  }

  @OnExit
  static void upgradeDone(@Advice.Enter @Nullable Object agreed) {
    if (agreed != null) {
      ((UpgradeUnderWay) agreed).end();
    }
  }

  /**
   * The request is over. Of an answer that it cannot read Jetty says that it was a 400, which was
   * not on the wire; what it had no head of has no version of HTTP.
   */
  @OnEnter
  static void result(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Result result) {
    Response response = result.getResponse();
    Request last = result.getRequest();
    UPGRADE.answered(request, response.getHeaders()::get);
    boolean unread = response.getStatus() > 0 && response.getVersion() == null;
    if (!last.getURI().equals(request.getURI())) {
      UPGRADE.refusedElsewhere(
          request,
          last.getURI().toString(),
          unread ? 0 : response.getStatus(),
          result.getFailure(),
          last.getHeaders()::get);
    } else if (unread) {
      refused(request, 0, result.getFailure());
    }
  }

  /** The upgrade came to nothing: refused, broken off, or never answered. */
  @OnEnter
  static void failed(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Throwable failure) {
    if (failure instanceof UpgradeException refusal) {
      @Nullable Throwable cause = refusal.getCause();
      refused(request, refusal.getResponseStatusCode(), cause == null ? failure : cause);
    } else {
      refused(request, 0, failure);
    }
  }
}
