// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.ServletApi;
import dev.hangup.instrumentation.api.Spring;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.Templates;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.undertow.common.Followed;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.PathTemplate;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.jsr.ConfiguredServerEndpoint;
import io.undertow.websockets.jsr.UndertowSession;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The standard's API, in a jar of its own, on the channels of the core: which endpoint, whose, and
 * what it throws. The standard's types are {@code javax} up to 2.2 and {@code jakarta} after.
 */
final class Standard {

  private static final StateField EXCHANGE = StateField.of(WebSocketHttpExchange.class);
  private static final StateField CHANNEL = StateField.of(WebSocketChannel.class);

  private static final Method GET_CONFIGURATION =
      getter(ConfiguredServerEndpoint.class, "getEndpointConfiguration");

  // All of them (Object)Object.
  private static final MethodHandle CONFIGURATION = handle(GET_CONFIGURATION);
  private static final MethodHandle ENDPOINT =
      handle(getter(GET_CONFIGURATION.getReturnType(), "getEndpointClass"));
  private static final MethodHandle REQUEST =
      handle(getter(ServletRequestContext.class, "getServletRequest"));
  private static final @Nullable ServletApi SERVLETS = servlets();

  private Standard() {}

  /** Whatever its type is: that has another name in every other version. */
  private static Method getter(Class<?> owner, String name) {
    for (Method each : owner.getMethods()) {
      if (each.getName().equals(name) && each.getParameterCount() == 0) {
        return each;
      }
    }
    throw new IllegalStateException(owner + "." + name); // there in every version
  }

  private static MethodHandle handle(Method getter) {
    try {
      return MethodHandles.lookup()
          .unreflect(getter)
          .asType(methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // public in every version
    }
  }

  private static @Nullable ServletApi servlets() {
    ServletApi jakarta = ServletApi.of(MethodHandles.lookup(), "jakarta");
    return jakarta != null ? jakarta : ServletApi.of(MethodHandles.lookup(), "javax");
  }

  /** The channel is about to be made, and will be told as open there. */
  @OnEnter
  static void creates(
      @Advice.Argument(0) WebSocketHttpExchange exchange,
      @Advice.FieldValue("config") ConfiguredServerEndpoint configured)
      throws Throwable {
    Wire wire = (Wire) EXCHANGE.get(exchange);
    if (wire == null) {
      return;
    }
    Object configuration = (@Nullable Object) CONFIGURATION.invokeExact((Object) configured);
    Object endpoint =
        configuration == null ? null : (@Nullable Object) ENDPOINT.invokeExact(configuration);
    String framework = endpoint instanceof Class<?> type ? Spring.framework(type) : null;
    Handshake handshake = wire.handshake();
    handshake.framework(framework).route(route(exchange, handshake, configured, framework));
  }

  /** The paths of Spring's endpoints are no templates, but those of the request. */
  private static @Nullable String route(
      WebSocketHttpExchange exchange,
      Handshake handshake,
      ConfiguredServerEndpoint configured,
      @Nullable String framework)
      throws Throwable {
    PathTemplate template = configured.getPathTemplate();
    Object pattern =
        framework != null
            ? ofSpring(exchange)
            : template == null ? null : template.getTemplateString();
    return pattern instanceof String known
        ? Templates.route(handshake.target(), known)
        : handshake.route();
  }

  private static @Nullable Object ofSpring(WebSocketHttpExchange exchange) throws Throwable {
    Object context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
    Object request = context == null ? null : (@Nullable Object) REQUEST.invokeExact(context);
    return SERVLETS == null || request == null || !SERVLETS.requestType().isInstance(request)
        ? null
        : SERVLETS.attribute(request, Spring.PATTERN);
  }

  /**
   * An endpoint is told of a failure: its own, or one of the connection, which is an {@code
   * IOException} and was seen there.
   */
  @OnEnter
  static void failed(
      @Advice.Argument(0) Object session, @Advice.Argument(1) @Nullable Throwable thrown) {
    if (session instanceof UndertowSession known) {
      tell(known, thrown);
    }
  }

  /** The same, by the part that reads for it. */
  @OnEnter
  static void heard(
      @Advice.FieldValue("session") @Nullable UndertowSession session,
      @Advice.Argument(0) @Nullable Throwable thrown) {
    if (session != null) {
      tell(session, thrown);
    }
  }

  private static void tell(UndertowSession session, @Nullable Throwable thrown) {
    WebSocketChannel channel = session.getWebSocketChannel();
    if (channel == null || thrown == null || thrown instanceof IOException) {
      return;
    }
    if (CHANNEL.get(channel) instanceof Followed followed) {
      followed.threw(thrown);
    }
  }
}
