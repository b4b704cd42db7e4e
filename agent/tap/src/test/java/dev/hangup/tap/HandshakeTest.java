// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-For | 203.0.113.7, 10.0.0.1             | 203.0.113.7
          X-Forwarded-For | 203.0.113.7:4711                  | 203.0.113.7
          X-Forwarded-For | 2001:db8::17                      | 2001:db8::17
          Forwarded       | for=192.0.2.60;proto=https, for=x | 192.0.2.60
          Forwarded       | proto=https;For="[2001:db8::17]:80" | 2001:db8::17
          Forwarded       | proto=https                       |
          X-Forwarded-For | ,                                 |
          """)
  void theClientIsTheFirstHopNamed(String name, String value, String client) {
    assertThat(Handshake.asServer("netty").header(name, value).clientAddress()).isEqualTo(client);
  }

  @Test
  void theStandardHeaderWinsInAnyOrder() {
    Handshake one =
        Handshake.asServer("netty").header("forwarded", "for=a").header("x-forwarded-for", "b");
    Handshake other =
        Handshake.asServer("netty").header("x-forwarded-for", "b").header("forwarded", "for=a");

    assertThat(one.clientAddress()).isEqualTo("a");
    assertThat(other.clientAddress()).isEqualTo("a");
  }

  @Test
  void onlyPropagationHeadersAreKeptForTracing() {
    Handshake handshake =
        Handshake.asServer("netty")
            .header("Traceparent", "00-1-2-01")
            .header("cookie", "secret")
            .header("authorization", "secret")
            .header("tracestate", null);

    assertThat(handshake.propagatedNames()).containsExactly("traceparent");
    assertThat(handshake.propagated("TraceParent")).isEqualTo("00-1-2-01");
    assertThat(handshake.propagated("cookie")).isNull();
  }

  @Test
  void whatManyConnectionsSayAlikeIsKeptOnce() {
    Handshake one =
        Handshake.asServer("netty").header("host", new String("example.org".toCharArray()));
    Handshake other =
        Handshake.asServer("netty").header("host", new String("example.org".toCharArray()));

    assertThat(one.host()).isSameAs(other.host());
  }

  @Test
  void soIsAPathAndNoQuery() {
    assertThat(askingFor("/quotes").target()).isSameAs(askingFor("/quotes").target());
    assertThat(askingFor("/quotes?token=1").target())
        .isNotSameAs(askingFor("/quotes?token=1").target());
  }

  private static Handshake askingFor(String target) {
    return Handshake.asServer("netty").target(new String(target.toCharArray()));
  }

  @Test
  void aRedirectIsToAnotherPlace() {
    Handshake handshake =
        Handshake.asClient("jetty").target("ws://old.example/a").header("host", "old.example");

    handshake.redirectedTo("http://new.example/b?token=1");

    assertThat(handshake.target()).isEqualTo("http://new.example/b?token=1");
    assertThat(handshake.host()).isNull();
    UpgradeHeaders headers = handshake.upgradeHeaders();
    assertThat(headers).isNotNull();
    assertThat(headers.answered("location")).isEqualTo("http://new.example/b");
  }

  /** The key and its answer are those of RFC 6455 1.3. */
  @Test
  void bothEndsCallTheConnectionByTheAnswerToItsKey() {
    String id = "b37a4f2cc0624f1690f64606cf385945"; // of s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

    assertThat(Handshake.wantedHeaders()).contains("sec-websocket-key");
    for (Handshake end : List.of(Handshake.asServer("netty"), Handshake.asClient("netty"))) {
      end.header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
      assertThat(end.connectionId()).isEqualTo(id);
      assertThat(Handshake.asServer("netty").connectionId(id).connectionId()).isEqualTo(id);
    }
  }

  @ParameterizedTest(name = "{0} is no key")
  @ValueSource(
      strings = {
        "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZQAA",
        "dGhlIHNhbXBsZSBub25jZ===",
        "dGhlIHNhbXBsZSBub25j\u010cQ==",
        "dGhlIHNhbXBsZSBub-5jZQ==",
      })
  void withoutAKeyThereIsNoId(String key) {
    Handshake handshake =
        Handshake.asServer("netty")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-key", key);

    assertThat(handshake.connectionId()).isNull();
    assertThat(Handshake.asServer("netty").connectionId()).isNull();
    assertThat(Handshake.asServer("netty").connectionId(key).connectionId()).isNull();
  }

  @Test
  void traceHeadersAreKeptWholeOrNotAtAll() {
    String longest = "k=" + "v".repeat(510);
    Handshake handshake =
        Handshake.asClient("netty")
            .header("tracestate", longest)
            .header("b3", "0".repeat(81))
            .header("uber-trace-id", "0".repeat(75))
            .header("traceparent", "00-\u00e9")
            .header("baggage", "user=ana");

    assertThat(handshake.propagated("TraceState")).isEqualTo(longest);
    assertThat(handshake.propagatedNames()).containsExactly("tracestate", "uber-trace-id");
    assertThat(handshake.header("tracestate", longest + "x").propagated("tracestate"))
        .isEqualTo(longest);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "traceparent , 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "traceparent , 00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
    "traceparent , cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-is-next",
    "traceparent , 0af7651916cd43dd8448eb211c80319c",
    "traceparent , 00-1-2-01",
    "traceparent , a",
    "tracestate  , 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7'",
    "tracestate  , ab",
    "b3          , 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1",
    "x-b3-traceid, 80f198ee56343ba864fe8b2a57d3eff7",
    "x-b3-spanid , E457B5A2E4D86BD1",
    "x-b3-sampled, 1",
    "x-b3-sampled, true",
  })
  void aTraceHeaderComesBackAsItWas(String name, String value) {
    Handshake handshake = Handshake.asServer("netty").header("x-b3-flags", "d").header(name, value);

    assertThat(handshake.header("ot-tracer-sampled", "1").propagated(name)).isEqualTo(value);
    assertThat(handshake.propagated("x-b3-flags")).isEqualTo("d");
    assertThat(handshake.propagatedNames())
        .containsExactly("x-b3-flags", name, "ot-tracer-sampled");
  }

  @Test
  void aHeaderThatIsToldAgainTakesTheFormersPlace() {
    Handshake handshake =
        Handshake.asClient("netty")
            .header("traceparent", "00-1-2-01")
            .header("tracestate", "a=b")
            .header("traceparent", "00-3-4-01");

    assertThat(handshake.propagatedNames()).containsExactly("tracestate", "traceparent");
    assertThat(handshake.propagated("traceparent")).isEqualTo("00-3-4-01");
    assertThat(handshake.propagated("tracestate")).isEqualTo("a=b");
  }

  @Test
  void whatAPeerWroteIsCleanAndBounded() {
    Handshake handshake =
        Handshake.asServer("netty")
            .header("host", "h\u0085ost\u202e." + "h".repeat(1000))
            .header("user-agent", "\u009b31mcurl " + "x".repeat(1000))
            .header("x-forwarded-for", "203.0.113.7\u0000")
            .target("/a\u2028b\u0007?" + "q".repeat(100_000))
            .route("/\u0085{room}" + "r".repeat(2000))
            .subprotocol("chat\r\n" + "s".repeat(1000));

    assertThat(handshake.host()).startsWith("host.hh").hasSize(261);
    assertThat(handshake.userAgent()).startsWith("31mcurl x").hasSize(256);
    assertThat(handshake.clientAddress()).isEqualTo("203.0.113.7");
    assertThat(handshake.target()).startsWith("/ab?q").hasSize(4096);
    assertThat(handshake.route()).startsWith("/{room}r").hasSize(1024);
    assertThat(handshake.subprotocol()).startsWith("chats").hasSize(128);
  }

  @Test
  void anAddressIsNotCut() {
    Handshake handshake =
        Handshake.asServer("netty")
            .header("x-forwarded-for", "203.0.113.7")
            .header("forwarded", "for=" + "a".repeat(65));

    assertThat(handshake.clientAddress()).isEqualTo("203.0.113.7");
  }

  @Test
  void extensionsThatDoNotFitAreLeftOutWholeAndSaySo() {
    String known = "permessage-deflate; server_no_context_takeover";

    assertThat(Handshake.asServer("netty").extensions(known).extensions()).isEqualTo(known);
    assertThat(
            Handshake.asServer("netty")
                .extensions(known + ", " + "x".repeat(300) + ", y")
                .extensions())
        .isEqualTo(known + ",...");
    assertThat(Handshake.asServer("netty").extensions("x".repeat(300)).extensions())
        .isEqualTo("...");
  }

  @Test
  void whatWasOfferedIsKeptOnlyWhereNothingWasAgreedOn() {
    Handshake handshake =
        Handshake.asServer("netty")
            .header("Sec-WebSocket-Protocol", "graphql-ws,\u0007 chat.v2" + "z".repeat(1000));

    assertThat(handshake.refusedSubprotocols()).startsWith("graphql-ws, chat.v2z").hasSize(128);
    assertThat(handshake.subprotocol("").refusedSubprotocols()).isNotNull();
    assertThat(handshake.subprotocol("chat.v2").refusedSubprotocols()).isNull();
  }

  @Test
  void anAgreementIsKnownAlsoWhereItIsToldFirst() {
    Handshake handshake = Handshake.asServer("tomcat").subprotocol("chat.v2");

    assertThat(handshake.header("sec-websocket-protocol", "chat.v2").refusedSubprotocols())
        .isNull();
  }
}
