// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
