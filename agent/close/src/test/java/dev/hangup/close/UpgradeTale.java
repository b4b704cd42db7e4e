// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static dev.hangup.close.Upgrade.answered;
import static dev.hangup.close.Upgrade.brokenOff;
import static dev.hangup.close.Upgrade.heard;

import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import java.util.List;

/**
 * A rule for upgrades that came to nothing, with one it is told of and the nearest it is not.
 *
 * @param neighbourStory what the nearest one is instead
 */
record UpgradeTale(
    HandshakeStory story,
    String told,
    Upgrade upgrade,
    HandshakeCause cause,
    Upgrade neighbour,
    HandshakeStory neighbourStory) {

  private static final String PAGE = "https://chat.example";
  private static final String FOREIGN = "https://shop.example";

  static final List<UpgradeTale> ALL =
      List.of(
          new UpgradeTale(
              HandshakeStory.UPGRADE_REMOVED,
              "nginx without its two header lines",
              answered(400).firstLine("GET", "HTTP/1.0").asking("", "close"),
              HandshakeCause.UPGRADE_STRIPPED,
              answered(400).firstLine("GET", "HTTP/1.0"),
              HandshakeStory.OLD_HTTP),
          new UpgradeTale(
              HandshakeStory.UPGRADE_REMOVED,
              "a proxy leaves Upgrade out, and a page answers",
              answered(200).asking("", "keep-alive"),
              HandshakeCause.UPGRADE_STRIPPED,
              answered(200).showingNothing().key(KeyHeader.GOOD),
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP),
          new UpgradeTale(
              HandshakeStory.UPGRADE_REMOVED,
              "the server asks for an upgrade, which the proxy removed",
              answered(426).asking("", ""),
              HandshakeCause.UPGRADE_STRIPPED,
              answered(426).overHttp2(),
              HandshakeStory.UPGRADE_REQUIRED),
          new UpgradeTale(
              HandshakeStory.CONNECTION_REPLACED,
              "nginx with one of its two header lines",
              answered(400).asking("websocket", "close"),
              HandshakeCause.UPGRADE_STRIPPED,
              answered(400).asking("WebSocket", "keep-alive,upgrade"),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.OTHER_METHOD,
              "a POST to the endpoint",
              answered(405).firstLine("POST", "HTTP/1.1"),
              HandshakeCause.BAD_REQUEST,
              answered(405),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.OTHER_METHOD,
              "Netty's handler forbids a POST",
              answered(403).on("netty").firstLine("POST", "HTTP/1.1").from(FOREIGN),
              HandshakeCause.BAD_REQUEST,
              answered(403).on("netty").firstLine(null, null).from(FOREIGN),
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST),
          new UpgradeTale(
              HandshakeStory.OTHER_VERSION,
              "a client of a draft",
              answered(426).version("8"),
              HandshakeCause.BAD_VERSION,
              answered(403).version("8"),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.OTHER_VERSION,
              "Jetty leaves a version it does not know to the next handler",
              answered(404).version("8").on("jetty"),
              HandshakeCause.BAD_VERSION,
              answered(404).version("13").on("jetty"),
              HandshakeStory.NO_ENDPOINT),
          new UpgradeTale(
              HandshakeStory.UPGRADE_REQUIRED,
              "the request has no version",
              answered(426).version(""),
              HandshakeCause.BAD_VERSION,
              answered(400).version(""),
              HandshakeStory.VERSION_MISSING),
          new UpgradeTale(
              HandshakeStory.UPGRADE_REQUIRED,
              "a server that saw no upgrade says so",
              heard(426).versions(""),
              HandshakeCause.BAD_VERSION,
              heard(400).versions(""),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.HANDLER_THREW,
              "an exception in a filter",
              answered(500).failing(Failure.APPLICATION, "java.lang.IllegalStateException"),
              HandshakeCause.HANDLER_FAILED,
              heard(500),
              HandshakeStory.SERVER_FAILED),
          new UpgradeTale(
              HandshakeStory.HANDLER_THREW,
              "an exception that the container kept",
              answered(500),
              HandshakeCause.HANDLER_FAILED,
              answered(501),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST,
              "a page of another host",
              answered(403).under("spring").from(FOREIGN),
              HandshakeCause.ORIGIN_REFUSED,
              answered(403).under("spring").from(PAGE).overTls(),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST,
              "a developer's page on another port",
              answered(403).to("localhost:8080").from("http://localhost:3000"),
              HandshakeCause.ORIGIN_REFUSED,
              answered(403).to("localhost:3000").from("http://localhost:3000"),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST,
              "a file or a sandboxed frame",
              answered(403).from("null"),
              HandshakeCause.ORIGIN_REFUSED,
              answered(403).from(""),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST,
              "a page that is foreign to the proxy too",
              answered(403).to("backend:8080").forwarded("chat.example", "https").from(FOREIGN),
              HandshakeCause.ORIGIN_REFUSED,
              answered(403).to("backend:8080").forwarded(null, null).from(FOREIGN),
              HandshakeStory.ORIGIN_BEHIND_A_PROXY),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST,
              "a client that sends the Origin of another host",
              heard(403).from(FOREIGN),
              HandshakeCause.ORIGIN_REFUSED,
              heard(403).from(PAGE),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.ORIGIN_OF_ANOTHER_SCHEME,
              "the second proxy says http",
              answered(403).forwarded("chat.example", "http").from(PAGE),
              HandshakeCause.ORIGIN_REFUSED,
              answered(403).forwarded("chat.example", "https").from(PAGE).overTls(),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.ORIGIN_BEHIND_A_PROXY,
              "a proxy that does not pass Host",
              answered(403).to("backend:8080").forwarded("chat.example", "https").from(PAGE),
              HandshakeCause.UNAUTHORIZED,
              answered(403).to("backend:8080").from(PAGE),
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST),
          new UpgradeTale(
              HandshakeStory.ORIGIN_BEHIND_A_PROXY,
              "a proxy that ends TLS and does not say so",
              answered(403).from(PAGE),
              HandshakeCause.UNAUTHORIZED,
              answered(403).from("http://chat.example"),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.FORBIDDEN,
              "a user without the permission",
              answered(403).credentials(true),
              HandshakeCause.UNAUTHORIZED,
              answered(403).credentials(true).from(FOREIGN),
              HandshakeStory.ORIGIN_OF_ANOTHER_HOST),
          new UpgradeTale(
              HandshakeStory.FORBIDDEN,
              "a firewall before the server forbids it",
              heard(403).challenge("", "cloudflare"),
              HandshakeCause.UNAUTHORIZED,
              heard(401).challenge("", "cloudflare"),
              HandshakeStory.CREDENTIALS_REFUSED),
          new UpgradeTale(
              HandshakeStory.CREDENTIALS_MISSING,
              "a browser that cannot send Authorization",
              answered(401),
              HandshakeCause.UNAUTHORIZED,
              answered(401).credentials(null),
              HandshakeStory.CREDENTIALS_REFUSED),
          new UpgradeTale(
              HandshakeStory.CREDENTIALS_REFUSED,
              "an expired token",
              answered(401).credentials(true),
              HandshakeCause.UNAUTHORIZED,
              answered(403).credentials(true),
              HandshakeStory.FORBIDDEN),
          new UpgradeTale(
              HandshakeStory.CREDENTIALS_REFUSED,
              "the server asks for a token",
              heard(401).challenge("Bearer", ""),
              HandshakeCause.UNAUTHORIZED,
              heard(407).challenge("", ""),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.NO_ENDPOINT,
              "nothing is mapped to the path",
              answered(404),
              HandshakeCause.NOT_FOUND,
              answered(410),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.NO_ENDPOINT,
              "a wrong path in the URL",
              heard(404),
              HandshakeCause.NOT_FOUND,
              heard(200),
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP),
          new UpgradeTale(
              HandshakeStory.KEY_MISSING,
              "an HTTP client that sets Upgrade by hand",
              answered(400).key(KeyHeader.ABSENT),
              HandshakeCause.BAD_REQUEST,
              answered(400).key(KeyHeader.NOT_KNOWN),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.KEY_MISSING,
              "an exception of the library over a key that is not there",
              answered(500)
                  .key(KeyHeader.ABSENT)
                  .failing(Failure.LIBRARY, "io.netty.handler.codec.http.websocketx.X"),
              HandshakeCause.BAD_REQUEST,
              answered(500)
                  .key(KeyHeader.ABSENT)
                  .failing(Failure.APPLICATION, "com.acme.OutOfOrders"),
              HandshakeStory.HANDLER_THREW),
          new UpgradeTale(
              HandshakeStory.KEY_BROKEN,
              "a key of too few bytes",
              answered(400).key(KeyHeader.BROKEN),
              HandshakeCause.BAD_REQUEST,
              answered(400),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.OLD_HTTP,
              "a proxy that speaks HTTP/1.0",
              answered(400).firstLine("GET", "HTTP/1.0"),
              HandshakeCause.BAD_REQUEST,
              answered(400).firstLine("GET", null),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.VERSION_MISSING,
              "a request without a version",
              answered(400).version(""),
              HandshakeCause.BAD_REQUEST,
              answered(400).version(null),
              HandshakeStory.REQUEST_REFUSED),
          new UpgradeTale(
              HandshakeStory.REQUEST_REFUSED,
              "a header that is too long",
              answered(400),
              HandshakeCause.BAD_REQUEST,
              answered(431),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.REQUEST_REFUSED,
              "the server calls the request bad",
              heard(400),
              HandshakeCause.BAD_REQUEST,
              heard(409),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.SENT_ELSEWHERE,
              "a rule sends all requests to the login page",
              answered(302),
              HandshakeCause.REDIRECTED,
              answered(204),
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP),
          new UpgradeTale(
              HandshakeStory.SENT_ELSEWHERE,
              "the server is to be asked over TLS",
              heard(301).location("https://chat.example/socket"),
              HandshakeCause.REDIRECTED,
              heard(200).location(""),
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP),
          new UpgradeTale(
              HandshakeStory.NOT_AVAILABLE,
              "the service refuses while it starts",
              answered(503),
              HandshakeCause.UNAVAILABLE,
              answered(500),
              HandshakeStory.HANDLER_THREW),
          new UpgradeTale(
              HandshakeStory.NOT_AVAILABLE,
              "a gateway whose server is down",
              heard(502).challenge("", "awselb/2.0"),
              HandshakeCause.UNAVAILABLE,
              heard(505),
              HandshakeStory.SERVER_FAILED),
          new UpgradeTale(
              HandshakeStory.ACCEPT_OF_ANOTHER_KEY,
              "a cache answers with a 101 it kept",
              heard(101)
                  .accepted(false)
                  .failing(Failure.LIBRARY, "io.netty.handler.codec.http.websocketx.X"),
              HandshakeCause.WRONG_ACCEPT,
              heard(101).accepted(true).failing(Failure.LIBRARY, "com.example.X"),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.ACCEPT_OF_ANOTHER_KEY,
              "the library says so",
              heard(101).failing(Failure.ACCEPT, "java.net.ProtocolException"),
              HandshakeCause.WRONG_ACCEPT,
              heard(101).accepted(true).failing(Failure.ACCEPT, "java.net.ProtocolException"),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.SUBPROTOCOL_NOT_CHOSEN,
              "the server chose nothing",
              heard(101)
                  .offering("v12.stomp")
                  .chosen("")
                  .failing(Failure.SUBPROTOCOL, "java.io.IOException"),
              HandshakeCause.SUBPROTOCOL,
              heard(101).offering("v12.stomp").chosen("").failing(Failure.LIBRARY, "com.example.X"),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.NAME_NOT_FOUND,
              "a name with a mistake in it",
              brokenOff(Failure.DNS, "java.net.UnknownHostException").client(),
              HandshakeCause.DNS_FAILED,
              brokenOff(Failure.UNREACHABLE, "java.net.NoRouteToHostException").client(),
              HandshakeStory.NO_CONNECTION),
          new UpgradeTale(
              HandshakeStory.NO_TLS_THERE,
              "wss to a port of plain HTTP",
              brokenOff(Failure.NOT_TLS, "javax.net.ssl.SSLException")
                  .client()
                  .to("chat.example:8080"),
              HandshakeCause.TLS_FAILED,
              brokenOff(Failure.TLS, "javax.net.ssl.SSLException").client().to("chat.example:8080"),
              HandshakeStory.TLS_NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.CERTIFICATE_NOT_TRUSTED,
              "a certificate that the server made itself",
              brokenOff(Failure.CERTIFICATE, "javax.net.ssl.SSLHandshakeException").client(),
              HandshakeCause.TLS_FAILED,
              brokenOff(Failure.TLS, "javax.net.ssl.SSLHandshakeException").client(),
              HandshakeStory.TLS_NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.TLS_NOT_AGREED,
              "no TLS version in common",
              brokenOff(Failure.TLS, "javax.net.ssl.SSLHandshakeException").client(),
              HandshakeCause.TLS_FAILED,
              brokenOff(Failure.ENDED, "java.io.EOFException").client(),
              HandshakeStory.LOST_BEFORE_THE_ANSWER),
          new UpgradeTale(
              HandshakeStory.NO_ANSWER_IN_TIME,
              "a firewall drops the packets",
              brokenOff(Failure.TIMED_OUT, "java.net.http.HttpConnectTimeoutException")
                  .client()
                  .on("jdk-client"),
              HandshakeCause.TIMED_OUT,
              brokenOff(Failure.REFUSED, "java.net.ConnectException").client().on("jdk-client"),
              HandshakeStory.PORT_CLOSED),
          new UpgradeTale(
              HandshakeStory.NO_ANSWER_IN_TIME,
              "Netty's handler waits for a handshake",
              brokenOff(Failure.TIMED_OUT, "io.netty.X").on("netty"),
              HandshakeCause.TIMED_OUT,
              brokenOff(Failure.LIBRARY, "io.netty.X").on("netty"),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.PORT_CLOSED,
              "the server is not running",
              brokenOff(Failure.REFUSED, "java.net.ConnectException").client().to("localhost:8080"),
              HandshakeCause.CONNECT_FAILED,
              brokenOff(Failure.RESET, "java.net.SocketException").client().to("localhost:8080"),
              HandshakeStory.LOST_BEFORE_THE_ANSWER),
          new UpgradeTale(
              HandshakeStory.PORT_CLOSED,
              "a redirect to where nobody listens",
              brokenOff(Failure.REFUSED, "java.net.ConnectException")
                  .client()
                  .to("localhost:8080")
                  .location("http://localhost:8080/elsewhere"),
              HandshakeCause.CONNECT_FAILED,
              heard(302).client().location("http://localhost:8080/elsewhere"),
              HandshakeStory.SENT_ELSEWHERE),
          new UpgradeTale(
              HandshakeStory.NO_CONNECTION,
              "a redirect to a network that is not reached",
              brokenOff(Failure.UNREACHABLE, "java.net.NoRouteToHostException")
                  .client()
                  .location("http://chat.example/elsewhere"),
              HandshakeCause.CONNECT_FAILED,
              heard(302).client().location("http://chat.example/elsewhere"),
              HandshakeStory.SENT_ELSEWHERE),
          new UpgradeTale(
              HandshakeStory.NO_CONNECTION,
              "no route",
              brokenOff(Failure.UNREACHABLE, "java.net.NoRouteToHostException").client(),
              HandshakeCause.CONNECT_FAILED,
              brokenOff(Failure.LIBRARY, "com.example.Refused").client(),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.LOST_BEFORE_THE_ANSWER,
              "the server hangs up instead of an answer",
              brokenOff(Failure.ENDED, "java.io.EOFException").client(),
              HandshakeCause.CONNECTION_LOST,
              heard(101).failing(Failure.ENDED, "java.io.EOFException"),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.LOST_BEFORE_THE_ANSWER,
              "the client is gone before the answer",
              brokenOff(Failure.RESET, null),
              HandshakeCause.CONNECTION_LOST,
              brokenOff(Failure.NONE, null),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP,
              "an interceptor says no and sets no status",
              answered(200),
              HandshakeCause.OTHER,
              answered(404),
              HandshakeStory.NO_ENDPOINT),
          new UpgradeTale(
              HandshakeStory.ANSWERED_AS_PLAIN_HTTP,
              "a page answers",
              heard(200),
              HandshakeCause.OTHER,
              heard(302),
              HandshakeStory.SENT_ELSEWHERE),
          new UpgradeTale(
              HandshakeStory.TOO_MANY_REQUESTS,
              "a limit of requests",
              heard(429),
              HandshakeCause.OTHER,
              heard(428),
              HandshakeStory.NOT_AGREED),
          new UpgradeTale(
              HandshakeStory.SERVER_FAILED,
              "an exception over there",
              heard(500),
              HandshakeCause.OTHER,
              answered(500),
              HandshakeStory.HANDLER_THREW),
          new UpgradeTale(
              HandshakeStory.NOT_AGREED,
              "an answer that no rule is for",
              answered(418),
              HandshakeCause.OTHER,
              answered(429),
              HandshakeStory.TOO_MANY_REQUESTS));

  @Override
  public String toString() {
    return story.id() + ": " + told;
  }
}
