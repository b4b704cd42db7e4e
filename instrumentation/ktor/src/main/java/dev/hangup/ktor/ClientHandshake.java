// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.ktor.client.engine.UtilsKt;
import io.ktor.client.plugins.websocket.WebSocketContent;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.Headers;
import io.ktor.http.HttpStatusCode;
import io.ktor.http.URLProtocolKt;
import io.ktor.network.sockets.JavaSocketAddressUtilsKt;
import io.ktor.network.sockets.Socket;
import io.ktor.utils.io.ByteReadChannel;
import java.util.List;
import java.util.Map;
import kotlin.coroutines.CoroutineContext;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A client's on CIO. A call has a job, and all that is done for it knows that: the wire hangs
 * there. Clients on other engines have no session of Ktor's codec; they never come by {@link
 * #sends}.
 */
final class ClientHandshake {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final StateField TRACE = StateField.of(WebSocketContent.class);

  private ClientHandshake() {}

  /** Where the application asks. */
  @OnReturn
  static void asked(@Advice.This WebSocketContent content) {
    TRACE.set(content, WireTap.currentTrace());
  }

  /** Entered again, without arguments, whenever it goes on. */
  @OnEnter
  static void sends(
      @Advice.Argument(0) @Nullable HttpRequestData request,
      @Advice.Argument(1) @Nullable CoroutineContext context) {
    if (request == null
        || context == null
        || !(request.getBody() instanceof WebSocketContent content)
        || !WireTap.active()) {
      return;
    }
    Headers written = request.getHeaders();
    Headers made = content.getHeaders();
    Wire wire =
        WireTap.handshake(
            Handshake.asClient("ktor")
                .stackVersion(Sessions.VERSION)
                .target(request.getUrl().toString())
                .context(TRACE.get(content))
                .headers(name -> header(made, written, name)));
    if (wire != null) {
      Calls.begin(context, wire, URLProtocolKt.isSecure(request.getUrl().getProtocol()));
    }
  }

  private static @Nullable String header(Headers made, Headers written, String name) {
    String value = made.get(name);
    String other = value == null ? written.get(name) : value;
    return other == null && name.equals("user-agent")
        ? UtilsKt.getKTOR_DEFAULT_USER_AGENT()
        : other;
  }

  /** A transport is there, for whatever call. */
  @OnReturn
  static void connected(
      @Advice.Argument(0) Socket socket, @Advice.Argument(1) ByteReadChannel input) {
    Calls.connected(
        input,
        JavaSocketAddressUtilsKt.toJavaAddress(socket.getRemoteAddress()),
        JavaSocketAddressUtilsKt.toJavaAddress(socket.getLocalAddress()));
  }

  /** There is an answer, of whatever status. */
  @OnReturn
  static void headers(@Advice.Return Map<String, List<String>> headers) {
    Calls.answer(headers);
  }

  @OnReturn
  static void mapped(
      @Advice.Argument(1) ByteReadChannel from, @Advice.Return ByteReadChannel channel) {
    Calls.goesOnIn(from, channel);
  }

  /** The answer of a call, on any engine. */
  @OnReturn
  static void answered(
      @Advice.Argument(0) HttpStatusCode status,
      @Advice.Argument(2) Headers headers,
      @Advice.Argument(5) CoroutineContext context) {
    Calls.answer(null);
    if (status.getValue() == SWITCHING_PROTOCOLS) {
      return;
    }
    Wire wire = Calls.taken(context);
    if (wire != null) {
      wire.handshake().answered(headers::get);
      wire.refused(status.getValue(), null);
    }
  }
}
