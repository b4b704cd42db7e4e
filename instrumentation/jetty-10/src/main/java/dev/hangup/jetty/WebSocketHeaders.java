// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What tells a request for WebSocket from all others. A proxy that does not know of upgrades takes
 * {@code Upgrade} away and leaves the rest, and a stream of HTTP/2 has none.
 */
final class WebSocketHeaders {

  /** One virtual call, folded by the compiler: this is asked of plain HTTP requests as well. */
  private static final MethodHandle FIELDS = fields();

  private WebSocketHeaders() {}

  /** Of Jetty's own request. */
  static boolean areIn(Object request) {
    for (HttpField field : of(request)) {
      HttpHeader header = field.getHeader();
      if (header == HttpHeader.SEC_WEBSOCKET_KEY
          || header == HttpHeader.SEC_WEBSOCKET_VERSION
          || (header == HttpHeader.UPGRADE && "websocket".equalsIgnoreCase(field.getValue()))) {
        return true;
      }
    }
    return false;
  }

  static HttpFields of(Object request) {
    try {
      return (HttpFields) FIELDS.invokeExact(request);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // a getter, which declares nothing
    }
  }

  private static MethodHandle fields() {
    Class<?> request = Objects.requireNonNull(ByName.type(ServerRequest.JETTYS));
    String name = request.isInterface() ? "getHeaders" : "getHttpFields"; // from 12 on, before
    try {
      return StateField.lookup(request)
          .unreflect(ByName.method(request, name))
          .asType(MethodType.methodType(HttpFields.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
