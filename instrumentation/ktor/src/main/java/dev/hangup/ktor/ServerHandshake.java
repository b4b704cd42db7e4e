// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.Addresses;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.ktor.http.Headers;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.RequestConnectionPoint;
import io.ktor.http.content.OutgoingContent;
import io.ktor.server.application.ApplicationCall;
import io.ktor.server.engine.BaseApplicationResponse;
import io.ktor.server.request.ApplicationRequest;
import io.ktor.server.websocket.WebSocketUpgrade;
import java.util.function.Supplier;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** A server's, on whatever engine. */
final class ServerHandshake {

  private static final int LOWEST_FINAL = 200;

  private ServerHandshake() {}

  /**
   * A suspend function that never suspends: the session is made in here, on this thread. The engine
   * has sent its answer.
   */
  @OnEnter
  static Object agrees(
      @Advice.This WebSocketUpgrade upgrade,
      @Advice.FieldValue("call") ApplicationCall call,
      @Advice.FieldValue("protocol") @Nullable String protocol) {
    Headers answer = upgrade.getHeaders();
    Supplier<Handshake> request =
        () ->
            described(call)
                .route(Routes.of(call))
                .subprotocol(protocol)
                .extensions(answer.get("Sec-WebSocket-Extensions"));
    return isOnCio(call)
        ? Upgrade.onCio(request, socket(call.getRequest().getLocal()))
        : Upgrade.onAnotherEngine(request);
  }

  private static String socket(RequestConnectionPoint local) {
    return Sockets.between(local.getRemoteAddress(), local.getRemotePort(), local.getLocalPort());
  }

  /** Other engines end their channel of bytes in one way, whatever became of the transport. */
  private static boolean isOnCio(ApplicationCall call) {
    BaseApplicationResponse response =
        call.getAttributes()
            .getOrNull(BaseApplicationResponse.Companion.getEngineResponseAttributeKey());
    return response != null && isOnCio(response);
  }

  private static boolean isOnCio(BaseApplicationResponse response) {
    return response.getClass().getName().startsWith("io.ktor.server.cio.");
  }

  @OnExit
  static void agreesDone(@Advice.Enter Object upgrade) {
    ((UpgradeUnderWay) upgrade).end();
  }

  private static Handshake described(ApplicationCall call) {
    ApplicationRequest request = call.getRequest();
    Headers headers = request.getHeaders();
    // What the socket says; the rest may be what a proxy wrote.
    RequestConnectionPoint local = request.getLocal();
    return Handshake.asServer("ktor")
        .stackVersion(Sessions.VERSION)
        .target(local.getUri())
        .scheme("https".equals(local.getScheme()) ? "wss" : "ws")
        .peer(Addresses.of(local.getRemoteAddress(), local.getRemotePort()))
        .requestLine(local.getMethod().getValue(), local.getVersion())
        .headers(headers::get);
  }

  /**
   * A request is answered; as a suspend function this is entered again without arguments. One that
   * asked for a WebSocket and does not get it is refused. On engines that have a stack of their own
   * that one tells of it.
   */
  @OnEnter
  static void answers(
      @Advice.This BaseApplicationResponse response,
      @Advice.Argument(0) @Nullable OutgoingContent content) {
    if (content == null
        || content instanceof OutgoingContent.ProtocolUpgrade
        || !isOnCio(response)
        || !WireTap.active()) {
      return;
    }
    ApplicationCall call = response.getCall();
    Headers headers = call.getRequest().getHeaders();
    if (headers.get("Sec-WebSocket-Key") == null
        && !"websocket".equalsIgnoreCase(headers.get("Upgrade"))) {
      return;
    }
    HttpStatusCode set = response.status();
    HttpStatusCode status = set == null ? content.getStatus() : set;
    int code = status == null ? LOWEST_FINAL : status.getValue();
    if (code >= LOWEST_FINAL) {
      Wire wire = WireTap.handshake(described(call));
      if (wire != null) {
        wire.refused(code, null);
      }
    }
  }
}
