// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.ClientUpgrade;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Objects;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.jspecify.annotations.Nullable;

/** The upgrade as a client asks for it. */
final class ClientHandshake {

  private static final ClientUpgrade UPGRADE = new ClientUpgrade(CoreClientUpgradeRequest.class);

  private ClientHandshake() {}

  private static void refused(
      CoreClientUpgradeRequest request, int status, @Nullable Throwable failure) {
    UPGRADE.refused(request, status, failure, request.getHeaders()::get);
  }

  /** The client asks for the upgrade, on the application's own thread. */
  @OnEnter
  static void send(@Advice.This CoreClientUpgradeRequest request) {
    UPGRADE.begin(request, () -> Handshakes.client(request.getURI()));
  }

  @OnExit
  static void sendDone(
      @Advice.This CoreClientUpgradeRequest request, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      refused(request, 0, thrown);
    }
  }

  /** The server agreed: the session is made in here. */
  @OnEnter
  static @Nullable Object upgrade(@Advice.This CoreClientUpgradeRequest request) {
    return UPGRADE.agreed(request, request.getHeaders()::get);
  }

  @OnExit
  static void upgradeDone(@Advice.Enter @Nullable Object agreed) {
    if (agreed != null) {
      ((UpgradeUnderWay) agreed).end();
    }
  }

  /** Of types that moved in Jetty 12. */
  private static final class Methods {
    static final String CLIENT = "org.eclipse.jetty.client.";
    static final Class<?> RESULT = type("Result");
    static final Class<?> ANSWER = type("Response");
    static final Class<?> ASKED = type("Request");
    static final Method REQUEST = ByName.method(RESULT, "getRequest");
    static final Method TARGET = ByName.method(ASKED, "getURI");
    static final Method SENT = ByName.method(ASKED, "getHeaders");
    static final Method RESPONSE = ByName.method(RESULT, "getResponse");
    static final Method FAILURE = ByName.method(RESULT, "getFailure");
    static final Method STATUS = ByName.method(ANSWER, "getStatus");
    static final Method HEADERS = ByName.method(ANSWER, "getHeaders");
    static final Method VERSION = ByName.method(ANSWER, "getVersion");

    private static Class<?> type(String name) {
      @Nullable Class<?> since12 = ByName.type(CLIENT + name);
      return since12 == null
          ? Objects.requireNonNull(ByName.type(CLIENT + "api." + name))
          : since12;
    }
  }

  /**
   * The request is over. Of an answer that it cannot read Jetty says that it was a 400, which was
   * not on the wire; what it had no head of has no version of HTTP.
   */
  @OnEnter
  static void result(
      @Advice.This CoreClientUpgradeRequest request, @Advice.Argument(0) Object result) {
    Object response = ByName.call(Methods.RESPONSE, result);
    @Nullable Throwable failure = (Throwable) ByName.call(Methods.FAILURE, result);
    if (response != null && ByName.call(Methods.HEADERS, response) instanceof HttpFields headers) {
      UPGRADE.answered(request, headers::get);
    }
    int answered =
        response != null && ByName.call(Methods.STATUS, response) instanceof Integer status
            ? status
            : 0;
    boolean unread =
        response != null && answered > 0 && ByName.call(Methods.VERSION, response) == null;
    Object last = ByName.call(Methods.REQUEST, result);
    if (last != null
        && ByName.call(Methods.TARGET, last) instanceof URI elsewhere
        && !elsewhere.equals(request.getURI())
        && ByName.call(Methods.SENT, last) instanceof HttpFields sent) {
      int status = unread ? 0 : answered;
      UPGRADE.refusedElsewhere(request, elsewhere.toString(), status, failure, sent::get);
    } else if (unread) {
      refused(request, 0, failure);
    }
  }

  /** The upgrade came to nothing: refused, broken off, or never answered. */
  @OnEnter
  static void failed(
      @Advice.This CoreClientUpgradeRequest request, @Advice.Argument(0) Throwable failure) {
    if (failure instanceof UpgradeException refusal) {
      @Nullable Throwable cause = refusal.getCause();
      refused(request, refusal.getResponseStatusCode(), cause == null ? failure : cause);
    } else {
      refused(request, 0, failure);
    }
  }
}
