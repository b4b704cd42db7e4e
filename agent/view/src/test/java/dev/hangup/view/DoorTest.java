// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {

  private static final String TOKEN = "0123456789abcdef";

  private final Door own = new Door(new ViewSettings(null, 0, null, false));
  private final Door open = new Door(new ViewSettings("chat.example", 0, TOKEN, true));

  private static Request asking(String target, String... headers) {
    return Objects.requireNonNull(
        Request.of("GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n"));
  }

  private static int status(Door door, Request request) {
    Reply reply = door.refusal(request);
    return reply == null ? 200 : reply.status();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:9465", "127.0.0.1:1", "127.0.0.53", "[::1]:9465", "[::1]"})
  void namesOfThisMachineAreTaken(String host) {
    assertThat(status(own, asking("/", "Host: " + host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9465",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.0.2.1",
        "[2001:db8::1]",
        "localhost:9465:9465",
        "localhost@evil.example",
        "",
        "\u0130localhost"
      })
  void aNameThatMayPointHereIsNot(String host) {
    assertThat(status(own, asking("/", "Host: " + host))).isEqualTo(403);
  }

  @Test
  void withoutHostNothingIsTold() {
    assertThat(status(own, asking("/"))).isEqualTo(403);
  }

  @Test
  void anAddressInNumbersCannotBeMadeToPointElsewhere() {
    String bearer = "Authorization: Bearer " + TOKEN;

    assertThat(status(open, asking("/", "Host: 192.0.2.1:9465", bearer))).isEqualTo(200);
    assertThat(status(open, asking("/", "Host: [2001:db8::1]:9465", bearer))).isEqualTo(200);
    assertThat(status(open, asking("/", "Host: Chat.Example:9465", bearer))).isEqualTo(200);
    assertThat(status(open, asking("/", "Host: evil.example", bearer))).isEqualTo(403);
  }

  @Test
  void aPageOfAnotherSiteIsToldNothing() {
    String host = "Host: localhost:1";

    assertThat(status(own, asking("/api/summary", host, "Origin: https://evil.example")))
        .isEqualTo(403);
    assertThat(status(own, asking("/api/summary", host, "Origin: null"))).isEqualTo(403);
    assertThat(status(own, asking("/api/summary", host, "Origin: http://localhost:2")))
        .isEqualTo(403);
    assertThat(status(own, asking("/api/summary", host, "Sec-Fetch-Site: cross-site")))
        .isEqualTo(403);
    assertThat(status(own, asking("/app.js", host, "Sec-Fetch-Site: same-site"))).isEqualTo(403);
    assertThat(status(own, asking("/", host, "Sec-Fetch-Site: cross-site"))).isEqualTo(200);
    assertThat(
            status(
                own,
                asking(
                    "/api/summary",
                    host,
                    "Origin: http://localhost:1",
                    "Sec-Fetch-Site: same-origin")))
        .isEqualTo(200);
  }

  @Test
  void theTokenIsTakenFromTheAddressOnceAndThenFromACookieOfThisPort() {
    open.at(4711);
    String host = "Host: chat.example";

    assertThat(status(open, asking("/", host))).isEqualTo(401);
    assertThat(status(open, asking("/api/summary?token=" + TOKEN, host))).isEqualTo(401);
    assertThat(status(open, asking("/?token=" + TOKEN + "0", host))).isEqualTo(401);
    Reply in = Objects.requireNonNull(open.refusal(asking("/?token=" + TOKEN, host)));
    assertThat(in.status()).isEqualTo(303);
    assertThat(in.more())
        .contains("Location: /\r\n")
        .contains("Set-Cookie: hangup-4711=" + TOKEN + "; Path=/; HttpOnly; SameSite=Lax");
    assertThat(
            status(
                open, asking("/api/summary", host, "Cookie: a=b; hangup-4711=" + TOKEN + "; c=d")))
        .isEqualTo(200);
    assertThat(status(open, asking("/", host, "Cookie: hangup-4712=" + TOKEN))).isEqualTo(401);
    assertThat(status(open, asking("/", host, "Authorization: Bearer x"))).isEqualTo(401);
    assertThat(status(open, asking("/", host, "Authorization: " + TOKEN))).isEqualTo(401);
  }
}
