// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import jakarta.servlet.http.HttpServletMapping;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServletApiTest {

  private static final ServletApi JAVAX = api("javax");
  private static final ServletApi JAKARTA = api("jakarta");

  private final Map<String, @Nullable Object> answers = new HashMap<>();

  private static ServletApi api(String namespace) {
    return Objects.requireNonNull(ServletApi.of(MethodHandles.lookup(), namespace));
  }

  /** Answers each method from the map, by its name and its argument. */
  private <T> T answering(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answers.get(
                    arguments == null ? method.getName() : method.getName() + " " + arguments[0])));
  }

  private javax.servlet.http.HttpServletRequest request() {
    answers.put("getRequestURI", "/shop/chat/7");
    answers.put("getContextPath", "/shop");
    answers.put("getServletPath", "/chat");
    answers.put("getPathInfo", "/7");
    answers.put("getRemoteAddr", "192.0.2.7");
    answers.put("getRemotePort", 4711);
    answers.put("getHeader host", "example.org");
    answers.put("getMethod", "GET");
    answers.put("isSecure", true);
    answers.put("isAsyncStarted", false);
    return answering(javax.servlet.http.HttpServletRequest.class);
  }

  @Test
  void aRequestIsDescribed() {
    Handshake handshake = JAVAX.describe(Handshake.asServer("stack"), request());
    assertThat(handshake.target()).isEqualTo("/shop/chat/7");
    assertThat(handshake.host()).isEqualTo("example.org");
    assertThat(handshake.peer()).isEqualTo(InetSocketAddress.createUnresolved("192.0.2.7", 4711));
  }

  @Test
  void itsPartsAreAskedFor() {
    Object request = request();
    answers.put("getAttribute " + Spring.PATTERN, "/chat/{room}");
    assertThat(JAVAX.requestType().isInstance(request)).isTrue();
    assertThat(JAVAX.target(request)).isEqualTo("/shop/chat/7");
    assertThat(JAVAX.method(request)).isEqualTo("GET");
    assertThat(JAVAX.header(request, "origin")).isNull();
    assertThat(JAVAX.attribute(request, Spring.PATTERN)).isEqualTo("/chat/{room}");
    assertThat(JAVAX.isSecure(request)).isTrue();
    assertThat(JAVAX.isAsyncStarted(request)).isFalse();
    answers.put("getQueryString", "since=1");
    assertThat(JAVAX.target(request)).isEqualTo("/shop/chat/7?since=1");
  }

  @Test
  void aServletMappedToAPrefixIsOneBeforeVersion4() {
    Object request = request();
    assertThat(JAVAX.contextPath(request)).isEqualTo("/shop");
    assertThat(JAVAX.servletPath(request)).isEqualTo("/shop/chat");
    assertThat(JAVAX.prefixPattern(request)).isEqualTo("/chat/*");
    assertThat(JAVAX.pattern(request)).as("not known to version 3").isNull();
    answers.put("getPathInfo", null); // mapped to exactly this, or to an ending, or to all
    assertThat(JAVAX.servletPath(request)).isEqualTo("/shop");
    assertThat(JAVAX.prefixPattern(request)).isNull();
    answers.put("getContextPath", null);
    assertThat(JAVAX.contextPath(request)).isEmpty();
  }

  @Test
  void sinceVersion4TheMappingSays() {
    Object request = answering(jakarta.servlet.http.HttpServletRequest.class);
    assertThat(JAKARTA.pattern(request)).as("no servlet").isNull();
    answers.put("getHttpServletMapping", answering(HttpServletMapping.class));
    answers.put("getPattern", "*.ws");
    assertThat(JAKARTA.pattern(request)).isEqualTo("*.ws");
  }

  @Test
  void aResponseSaysWhatWasAnswered() {
    answers.put("getStatus", 403);
    answers.put("getHeader Sec-WebSocket-Protocol", "stomp");
    Object response = answering(jakarta.servlet.http.HttpServletResponse.class);
    assertThat(JAKARTA.status(response)).isEqualTo(403);
    assertThat(JAKARTA.answered(response, "Sec-WebSocket-Protocol")).isEqualTo("stomp");
    assertThat(JAKARTA.answered(response, "Sec-WebSocket-Extensions")).isNull();
  }

  @Test
  void anApplicationNeedHaveNoServlets() {
    assertThat(ServletApi.of(MethodHandles.lookup(), "org.example")).isNull();
  }
}
