// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.tap.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailedHandshakeTest {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(null, Failure.NONE),
        Arguments.of(new UnknownHostException("chat.example"), Failure.DNS),
        Arguments.of(
            new ConnectException().initCause(new UnresolvedAddressException()), Failure.DNS),
        Arguments.of(new ConnectException("Connection refused"), Failure.REFUSED),
        Arguments.of(new ConnectException("Connection timed out"), Failure.TIMED_OUT),
        Arguments.of(new ConnectException(), Failure.UNREACHABLE),
        Arguments.of(new NoRouteToHostException("No route to host"), Failure.UNREACHABLE),
        Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), Failure.NOT_TLS),
        Arguments.of(new SSLHandshakeException("PKIX path building failed"), Failure.CERTIFICATE),
        Arguments.of(
            new SSLHandshakeException("x").initCause(new CertificateExpiredException()),
            Failure.CERTIFICATE),
        Arguments.of(
            new SSLHandshakeException("Remote host terminated the handshake")
                .initCause(new EOFException()),
            Failure.TLS),
        Arguments.of(new SocketTimeoutException("Read timed out"), Failure.TIMED_OUT),
        Arguments.of(new CompletionException(new TimeoutException()), Failure.TIMED_OUT),
        Arguments.of(new SocketException("Connection reset"), Failure.RESET),
        Arguments.of(new IOException("Broken pipe"), Failure.RESET),
        Arguments.of(new EOFException(), Failure.ENDED),
        Arguments.of(new IOException(new ClosedChannelException()), Failure.ENDED),
        Arguments.of(new IOException("HTTP/1.1 header parser received no bytes"), Failure.ENDED),
        Arguments.of(
            new IllegalStateException("Invalid challenge. Actual: x. Expected: y"), Failure.ACCEPT),
        Arguments.of(
            new IOException("Expected 'Sec-WebSocket-Accept' header value 'x' but was 'y'"),
            Failure.ACCEPT),
        Arguments.of(
            new IOException("Invalid subprotocol. Actual: null. Expected one of: v12.stomp"),
            Failure.SUBPROTOCOL),
        Arguments.of(new IOException("something else"), Failure.LIBRARY),
        Arguments.of(new ExecutionException(new IOException("else")), Failure.LIBRARY),
        Arguments.of(new IllegalStateException("an order is missing"), Failure.APPLICATION));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("failures")
  void anExceptionSaysWhatKindOfFailureItWas(@Nullable Throwable failure, Failure kind) {
    assertThat(HandshakeFailures.of(failure)).isEqualTo(kind);
  }

  private static HandshakeDiagnosis refused(
      Handshake handshake, int status, @Nullable Throwable failure) {
    SimulatedConnection conversation = SimulatedConnection.begun(handshake);
    conversation.wire.refused(status, failure);

    assertThat(conversation.events.failed).hasSize(1);
    return conversation.events.failed.get(0).diagnosis();
  }

  private static Map<String, String> request() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("host", "chat.example");
    headers.put("upgrade", "websocket");
    headers.put("connection", "Upgrade");
    headers.put("sec-websocket-version", "13");
    headers.put("sec-websocket-key", KEY);
    return headers;
  }

  private static Handshake server(Map<String, String> headers) {
    return Handshake.asServer("netty").target("/chat").scheme("ws").headers(headers::get);
  }

  @Test
  void headersThatAProxyRemovedAreNamed() {
    Map<String, String> headers = request();
    headers.remove("upgrade");
    headers.put("connection", "close");

    HandshakeDiagnosis diagnosis = refused(server(headers), 400, null);

    assertThat(diagnosis.cause()).isEqualTo(HandshakeCause.UPGRADE_STRIPPED);
    assertThat(diagnosis.evidence())
        .startsWith(
            "the request came with Sec-WebSocket-Key and without Upgrade, Connection: close");
  }

  @Test
  void headersThatTheStackDidNotShowAreNotBlamed() {
    Handshake handshake =
        Handshake.asServer("netty").target("/chat").header("sec-websocket-key", KEY);

    HandshakeDiagnosis diagnosis = refused(handshake, 400, null);

    assertThat(diagnosis.cause()).isEqualTo(HandshakeCause.BAD_REQUEST);
    assertThat(diagnosis.evidence()).isEqualTo("this side answered 400");
  }

  @Test
  void anOriginIsComparedWithTheHost() {
    Map<String, String> headers = request();
    headers.put("origin", "https://shop.example");

    HandshakeDiagnosis diagnosis = refused(server(headers), 403, null);

    assertThat(diagnosis.cause()).isEqualTo(HandshakeCause.ORIGIN_REFUSED);
    assertThat(diagnosis.evidence())
        .contains("Origin https://shop.example is not the host chat.example");
  }

  /** No secret, and nothing that moves a terminal's cursor, whatever a peer writes. */
  @Test
  void whatAPeerWroteIsCleanAndBoundedAndNoSecretIsKept() {
    Map<String, String> headers = request();
    headers.put("origin", "https://shop.example\u001b[2J\n" + "x".repeat(10_000));
    headers.put("authorization", "Bearer secret-1");
    headers.put("cookie", "session=secret-2");

    HandshakeDiagnosis refused = refused(server(headers), 403, null);

    assertThat(refused.evidence()).hasSizeLessThan(1_000).doesNotContainPattern("\\p{Cntrl}");
    HandshakeDiagnosis unknown = refused(server(headers), 401, null);
    assertThat(unknown.evidence())
        .contains("the request had an Authorization or Cookie header")
        .doesNotContain("secret");
  }

  @Test
  void anAnswerThatDoesNotFitTheKeyIsFound() {
    for (Map.Entry<String, HandshakeCause> each :
        Map.of(
                ACCEPT,
                HandshakeCause.OTHER,
                "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                HandshakeCause.WRONG_ACCEPT,
                "no base64",
                HandshakeCause.WRONG_ACCEPT,
                "",
                HandshakeCause.WRONG_ACCEPT)
            .entrySet()) {
      Handshake handshake =
          Handshake.asClient("netty")
              .target("ws://chat.example/")
              .header("sec-websocket-key", KEY)
              .answered(name -> name.equals("sec-websocket-accept") ? each.getKey() : null);

      assertThat(refused(handshake, 101, new IOException("x")).cause())
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  /** Jetty's client has an answer without headers where there was none. */
  @Test
  void whereThereWasNoAnswerItsMissingHeadersAreNotBlamed() {
    Handshake handshake =
        Handshake.asClient("jetty")
            .target("ws://chat.example/")
            .header("sec-websocket-key", KEY)
            .answered(name -> null);

    assertThat(refused(handshake, 0, new ConnectException("Connection refused")).cause())
        .isEqualTo(HandshakeCause.CONNECT_FAILED);
  }

  @Test
  void whereToIsToldWithoutQueryAndUser() {
    Handshake handshake =
        Handshake.asClient("netty")
            .target("ws://chat.example/")
            .answered(
                name ->
                    name.equals("location")
                        ? "https://ann:pw@login.example/in;s=1?token=secret#x"
                        : null);

    HandshakeDiagnosis diagnosis = refused(handshake, 302, null);

    assertThat(diagnosis.cause()).isEqualTo(HandshakeCause.REDIRECTED);
    assertThat(diagnosis.evidence())
        .isEqualTo("the server answered 302, Location: https://login.example/in");
  }

  @Test
  void aTransportThatEndsBeforeTheAnswerIsALostConnection() {
    for (Handshake handshake :
        List.of(Handshake.asClient("netty").target("ws://h/"), server(request()))) {
      SimulatedConnection conversation = SimulatedConnection.begun(handshake);
      conversation.wire.eof();
      conversation.gone();

      assertThat(conversation.events.failed.get(0).diagnosis().cause())
          .isEqualTo(HandshakeCause.CONNECTION_LOST);
    }
  }

  @Test
  void anOpenConnectionForgetsWhyItMightHaveFailed() {
    Handshake handshake = server(request());
    SimulatedConnection conversation = SimulatedConnection.begun(handshake);
    assertThat(handshake.upgradeHeaders()).isNotNull();

    conversation.wire.opened();

    assertThat(handshake.upgradeHeaders()).isNull();
  }
}
