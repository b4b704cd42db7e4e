// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "GET",
        "GET /",
        "GET / HTTP/2.0\r\n\r\n",
        "get / HTTP/1.1\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET /\t HTTP/1.1\r\n\r\n",
        "GET http://localhost/ HTTP/1.1\r\n\r\n",
        "GET /a b HTTP/1.1\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n folded: line\r\n\r\n",
        "GET / HTTP/1.1\r\nspace : before\r\n\r\n",
        "GET / HTTP/1.1\r\n: no name\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"
      })
  void whatIsNoRequestIsNone(String head) {
    assertThat(Request.of(head)).isNull();
  }

  @Test
  void aParameterIsPlainOrNotThere() {
    Request request =
        Objects.requireNonNull(
            Request.of("GET /api/handbook?code=1009&lang=vi-VN&rule=%3Cb%3E&x HTTP/1.1\r\n\r\n"));

    assertThat(request.path()).isEqualTo("/api/handbook");
    assertThat(request.parameter("code")).isEqualTo("1009");
    assertThat(request.parameter("lang")).isEqualTo("vi-VN");
    assertThat(request.parameter("rule")).isEmpty();
    assertThat(request.parameter("x")).isEmpty();
    assertThat(request.parameter("y")).isEmpty();
  }
}
