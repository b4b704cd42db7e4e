// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.HandshakeAccount;
import dev.hangup.close.HandshakeAccount.Answer;
import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import dev.hangup.close.HandshakeAccount.Request;
import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.UpgradeHeaders;
import org.jspecify.annotations.Nullable;

/** What was seen of an upgrade that came to nothing, for the diagnosis. */
final class HandshakeAccounts {

  private static final int SWITCHING_PROTOCOLS = 101;

  private HandshakeAccounts() {}

  /**
   * Puts it together.
   *
   * @param wantsPath whether what is told may name paths
   */
  static HandshakeAccount of(
      Handshake handshake,
      Target target,
      boolean wantsPath,
      int status,
      Failure failure,
      @Nullable String error) {
    UpgradeHeaders headers = handshake.upgradeHeaders();
    return new HandshakeAccount(
        handshake.isServer() ? Role.SERVER : Role.CLIENT,
        handshake.stack(),
        handshake.stackVersion(),
        handshake.framework(),
        target.scheme(),
        handshake.httpVersion().equals("2"),
        host(handshake, target),
        headers == null ? Request.NOT_KNOWN : request(headers, handshake),
        status,
        headers == null ? Answer.NOT_KNOWN : answer(headers, handshake, wantsPath, status),
        failure,
        error);
  }

  /** With a port where one was written. */
  private static @Nullable String host(Handshake handshake, Target target) {
    String given = handshake.host();
    if (given != null) {
      return given.substring(given.lastIndexOf('@') + 1); // user and password are secrets
    }
    String host = target.host();
    if (host == null) {
      return null;
    }
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return target.port() < 0 ? literal : literal + ":" + target.port();
  }

  private static Request request(UpgradeHeaders headers, Handshake handshake) {
    String offered = handshake.refusedSubprotocols();
    return new Request(
        headers.method(),
        headers.protocol(),
        headers.requested("upgrade"),
        headers.requested("connection"),
        headers.requested("sec-websocket-version"),
        key(headers),
        headers.requested("origin"),
        headers.requested("x-forwarded-host"),
        headers.requested("x-forwarded-proto"),
        headers.hasCredentials(),
        offered);
  }

  private static KeyHeader key(UpgradeHeaders headers) {
    if (!headers.isKeyShown()) {
      return KeyHeader.NOT_KNOWN;
    }
    Boolean good = headers.isKeyGood();
    if (good == null) {
      return KeyHeader.ABSENT;
    }
    return good ? KeyHeader.GOOD : KeyHeader.BROKEN;
  }

  private static Answer answer(
      UpgradeHeaders headers, Handshake handshake, boolean wantsPath, int status) {
    String location = headers.answered("location");
    return new Answer(
        location == null || wantsPath ? location : withoutPath(location),
        isAccepted(headers, handshake, status),
        headers.answered("sec-websocket-version"),
        headers.answered("sec-websocket-protocol"),
        headers.answered("www-authenticate"),
        headers.answered("server"));
  }

  /** Only an answer that agrees to the upgrade has to have Sec-WebSocket-Accept. */
  private static @Nullable Boolean isAccepted(
      UpgradeHeaders headers, Handshake handshake, int status) {
    String accept = headers.answered("sec-websocket-accept");
    boolean lacking = accept == null || accept.isEmpty();
    return (lacking && status != SWITCHING_PROTOCOLS) ? null : handshake.isAccepted();
  }

  private static String withoutPath(String location) {
    int authority = location.indexOf("//");
    if (authority < 0) {
      return "";
    }
    int path = location.indexOf('/', authority + 2);
    return path < 0 ? location : location.substring(0, path);
  }
}
