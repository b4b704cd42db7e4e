// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.websocket.api.UpgradeException;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The upgrade as a client asks for it. */
final class ClientHandshake {

  private static final int LOWEST_FINAL = 200;

  private ClientHandshake() {}

  /** The client asks for the upgrade, on the application's own thread. */
  @OnEnter
  static void send(@Advice.This WebSocketUpgradeRequest request) {
    ClientUpgradeRequest.begin(request);
  }

  @OnExit
  static void sendDone(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      ClientUpgradeRequest.refused(request, 0, thrown);
    }
  }

  /** The server agreed: the session is made in here. */
  @OnEnter
  static @Nullable Object upgrade(@Advice.This WebSocketUpgradeRequest request) {
    Wire wire = ClientUpgradeRequest.wire(request);
    if (wire == null) {
      return null;
    }
    ClientUpgradeRequest.describe(request, wire);
    return UpgradeUnderWay.answered(wire);
  }

  @OnExit
  static void upgradeDone(@Advice.Enter @Nullable Object answered) {
    if (answered != null) {
      ((UpgradeUnderWay) answered).end();
    }
  }

  /**
   * The request is over. Of an answer that it cannot read Jetty says that it was a 400, which was
   * not on the wire; what it had no head of has no version of HTTP.
   */
  @OnEnter
  static void result(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Result result) {
    if (result.getResponse().getStatus() > 0 && result.getResponse().getVersion() == null) {
      ClientUpgradeRequest.refused(request, 0, result.getFailure());
    }
  }

  /** The upgrade came to nothing: refused, broken off, or never answered. */
  @OnEnter
  static void failed(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Throwable failure) {
    if (!(failure instanceof UpgradeException refusal)) {
      ClientUpgradeRequest.refused(request, 0, failure);
      return;
    }
    @Nullable Throwable cause = refusal.getCause();
    int status = refusal.getResponseStatusCode();
    if (status >= LOWEST_FINAL) {
      ClientUpgradeRequest.refused(
          request, status, null); // what Jetty makes of it differs from version to version
    } else {
      ClientUpgradeRequest.refused(request, Math.max(0, status), cause == null ? failure : cause);
    }
  }
}
