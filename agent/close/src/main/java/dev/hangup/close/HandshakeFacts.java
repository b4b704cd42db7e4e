// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.HandshakeAccount.Answer;
import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import dev.hangup.close.HandshakeAccount.Request;
import dev.hangup.codec.Role;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the rules ask of an upgrade that came to nothing. */
final class HandshakeFacts {

  static final int SWITCHING_PROTOCOLS = 101;
  static final int MULTIPLE_CHOICES = 300;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int UPGRADE_REQUIRED = 426;
  static final int TOO_MANY_REQUESTS = 429;
  static final int INTERNAL_SERVER_ERROR = 500;
  static final int BAD_GATEWAY = 502;
  static final int GATEWAY_TIMEOUT = 504;

  private static final int SUCCESS = 200;
  private static final String VERSION = "13";

  private final HandshakeAccount account;
  private final Request request;
  private final Answer answer;

  HandshakeFacts(HandshakeAccount account) {
    this.account = account;
    this.request = account.request();
    this.answer = account.answer();
  }

  HandshakeAccount account() {
    return account;
  }

  /** This side answered the upgrade. */
  boolean server() {
    return account.role() == Role.SERVER;
  }

  boolean status(int status) {
    return account.status() == status;
  }

  boolean statusOf(int from, int below) {
    return account.status() >= from && account.status() < below;
  }

  boolean unanswered() {
    return account.status() == 0;
  }

  /** The client went where an earlier answer had sent it. */
  boolean wasSentThere() {
    return !server() && unanswered() && answer.location() != null && !answer.location().isEmpty();
  }

  private boolean failed(Failure failure) {
    return account.failure() == failure;
  }

  /** Before there was an answer. */
  boolean brokenOff(Failure failure) {
    return unanswered() && failed(failure);
  }

  /** RFC 6455 4.1: a request of HTTP/1.1 that was meant as an upgrade. */
  private boolean asked() {
    return server()
        && !account.http2()
        && (request.key() == KeyHeader.GOOD || request.key() == KeyHeader.BROKEN);
  }

  boolean upgradeRemoved() {
    return asked() && request.upgrade() != null && !has(shown(request.upgrade()), "websocket");
  }

  boolean connectionReplaced() {
    return asked() && request.connection() != null && !has(shown(request.connection()), "upgrade");
  }

  /** Whether a comma list has this element; servers read it so, and in any case. */
  private static boolean has(String list, String element) {
    for (String each : list.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (each.trim().equals(element)) {
        return true;
      }
    }
    return false;
  }

  boolean otherMethod() {
    String method = request.method();
    return server()
        && !account.http2()
        && method != null
        && !method.equalsIgnoreCase("GET")
        && (unanswered() || statusOf(BAD_REQUEST, INTERNAL_SERVER_ERROR))
        && !status(UNAUTHORIZED)
        && !status(NOT_FOUND);
  }

  /**
   * No server takes another version, whatever it makes of that; but some answers are given before
   * one looks.
   */
  boolean otherVersion() {
    return server()
        && isThere(request.version())
        && !VERSION.equals(request.version())
        && (unwritten() || status(NOT_FOUND));
  }

  /**
   * Answers to a request that is not as it should be; an exception of the library may be behind.
   */
  private boolean unwritten() {
    return unanswered()
        || status(BAD_REQUEST)
        || status(UPGRADE_REQUIRED)
        || (status(INTERNAL_SERVER_ERROR) && !failed(Failure.APPLICATION));
  }

  /** A refusal of the request as it was written. */
  private boolean badRequest() {
    return server() && (unanswered() || status(BAD_REQUEST));
  }

  boolean keyMissing() {
    return server() && unwritten() && !account.http2() && request.key() == KeyHeader.ABSENT;
  }

  boolean keyBroken() {
    return badRequest() && request.key() == KeyHeader.BROKEN;
  }

  boolean oldHttp() {
    return badRequest() && "HTTP/1.0".equals(request.protocol());
  }

  boolean versionMissing() {
    return badRequest() && isAbsent(request.version());
  }

  /** Of a web page on another host than the one that was asked, whoever names that. */
  boolean foreignOrigin() {
    String origin = shown(request.origin());
    return status(FORBIDDEN)
        && !origin.isEmpty()
        && account.host() != null
        && request.forwardedHost() != null
        && !Origins.isOf(origin, shown(account.host()))
        && !originAsForwarded();
  }

  /** The proxy says that the page and the request had different schemes. */
  boolean originOfAnotherScheme() {
    String origin = shown(request.origin());
    String scheme = origin.isEmpty() ? null : Origins.scheme(origin);
    String forwarded = shown(request.forwardedProto());
    return status(FORBIDDEN)
        && scheme != null
        && !forwarded.isEmpty()
        && !speaks(forwarded, scheme);
  }

  private static boolean speaks(String forwarded, String scheme) {
    String first = Origins.first(forwarded).toLowerCase(Locale.ROOT);
    return first.equals(scheme) || first.equals(scheme.equals("https") ? "wss" : "ws");
  }

  private boolean originAsForwarded() {
    String origin = shown(request.origin());
    String forwarded = shown(request.forwardedHost());
    return !origin.isEmpty() && !forwarded.isEmpty() && Origins.isOfForwarded(origin, forwarded);
  }

  /** What a server sees that does not believe in what proxies say of host and scheme. */
  boolean originBehindAProxy() {
    return server() && status(FORBIDDEN) && (hostOfTheProxy() || tlsOfTheProxy());
  }

  boolean hostOfTheProxy() {
    String origin = shown(request.origin());
    return !origin.isEmpty()
        && account.host() != null
        && !Origins.isOf(origin, shown(account.host()))
        && originAsForwarded();
  }

  /** A page over TLS, and a request that came without. */
  boolean tlsOfTheProxy() {
    String origin = shown(request.origin());
    return !origin.isEmpty()
        && "https".equals(Origins.scheme(origin))
        && "ws".equals(account.scheme());
  }

  boolean withoutCredentials() {
    return server() && status(UNAUTHORIZED) && Boolean.FALSE.equals(request.credentials());
  }

  boolean unavailable() {
    return statusOf(BAD_GATEWAY, GATEWAY_TIMEOUT + 1);
  }

  boolean redirected() {
    return statusOf(MULTIPLE_CHOICES, BAD_REQUEST);
  }

  boolean answeredAsPlainHttp() {
    return statusOf(SUCCESS, MULTIPLE_CHOICES);
  }

  /** The comparison of the values stands above what the library says of it. */
  boolean wrongAccept() {
    return !server()
        && !account.http2()
        && (status(SWITCHING_PROTOCOLS) || unanswered())
        && (Boolean.FALSE.equals(answer.accepted())
            || (failed(Failure.ACCEPT) && !Boolean.TRUE.equals(answer.accepted())));
  }

  boolean subprotocolNotChosen() {
    return !server() && failed(Failure.SUBPROTOCOL);
  }

  /** An exception the container answers for, or an answer that says there was one. */
  boolean handlerFailed() {
    return server()
        && (status(INTERNAL_SERVER_ERROR)
            || (failed(Failure.APPLICATION)
                && (unanswered() || status(SWITCHING_PROTOCOLS) || status(SUCCESS))));
  }

  boolean serverFailed() {
    return !server() && statusOf(INTERNAL_SERVER_ERROR, 600);
  }

  boolean lost() {
    return brokenOff(Failure.ENDED) || brokenOff(Failure.RESET);
  }

  /** Empty for what was not shown as for what was not there. */
  private static String shown(@Nullable String value) {
    return value == null ? "" : value;
  }

  static boolean isThere(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  private static boolean isAbsent(@Nullable String value) {
    return value != null && value.isEmpty();
  }
}
