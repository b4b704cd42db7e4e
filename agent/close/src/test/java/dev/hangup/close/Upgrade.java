// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.HandshakeAccount.Answer;
import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import dev.hangup.close.HandshakeAccount.Request;
import dev.hangup.codec.Role;
import org.jspecify.annotations.Nullable;

/** An upgrade that came to nothing, told in words; without more of them all headers are right. */
final class Upgrade {

  private Role role = Role.SERVER;
  private String stack = "tomcat";
  private @Nullable String stackVersion;
  private @Nullable String framework;
  private @Nullable String scheme = "ws";
  private boolean http2;
  private @Nullable String host = "chat.example";
  private @Nullable String method = "GET";
  private @Nullable String protocol = "HTTP/1.1";
  private @Nullable String upgrade = "websocket";
  private @Nullable String connection = "keep-alive, Upgrade";
  private @Nullable String version = "13";
  private KeyHeader key = KeyHeader.GOOD;
  private @Nullable String origin = "";
  private @Nullable String forwardedHost = "";
  private @Nullable String forwardedProto = "";
  private @Nullable Boolean credentials = false;
  private @Nullable String offered = "";
  private int status;
  private Answer answer = Answer.NOT_KNOWN;
  private Failure failure = Failure.NONE;
  private @Nullable String error;

  static Upgrade answered(int status) {
    Upgrade upgrade = new Upgrade();
    upgrade.status = status;
    return upgrade;
  }

  static Upgrade brokenOff(Failure failure, @Nullable String error) {
    return answered(0).failing(failure, error);
  }

  /** What the server said. */
  static Upgrade heard(int status) {
    return answered(status).client();
  }

  Upgrade client() {
    role = Role.CLIENT;
    return this;
  }

  Upgrade on(String name, String version) {
    stackVersion = version;
    return on(name);
  }

  Upgrade on(String name) {
    stack = name;
    return this;
  }

  Upgrade under(String name) {
    framework = name;
    return this;
  }

  Upgrade overTls() {
    scheme = "wss";
    return this;
  }

  Upgrade overHttp2() {
    http2 = true;
    upgrade = "";
    connection = "";
    key = KeyHeader.ABSENT;
    return this;
  }

  Upgrade to(@Nullable String authority) {
    host = authority;
    return this;
  }

  Upgrade firstLine(@Nullable String theMethod, @Nullable String theProtocol) {
    method = theMethod;
    protocol = theProtocol;
    return this;
  }

  Upgrade asking(@Nullable String theUpgrade, @Nullable String theConnection) {
    upgrade = theUpgrade;
    connection = theConnection;
    return this;
  }

  Upgrade version(@Nullable String value) {
    version = value;
    return this;
  }

  Upgrade key(KeyHeader value) {
    key = value;
    return this;
  }

  Upgrade from(@Nullable String page) {
    origin = page;
    return this;
  }

  Upgrade forwarded(@Nullable String theHost, @Nullable String proto) {
    forwardedHost = theHost;
    forwardedProto = proto;
    return this;
  }

  Upgrade credentials(@Nullable Boolean there) {
    credentials = there;
    return this;
  }

  Upgrade offering(String subprotocols) {
    offered = subprotocols;
    return this;
  }

  Upgrade failing(Failure kind, @Nullable String thrown) {
    failure = kind;
    error = thrown;
    return this;
  }

  Upgrade location(String to) {
    answer = new Answer(to, null, "", "", "", "nginx");
    return this;
  }

  Upgrade accepted(boolean fits) {
    answer = new Answer("", fits, "", "", "", "");
    return this;
  }

  Upgrade versions(String spoken) {
    answer = new Answer("", null, spoken, "", "", "");
    return this;
  }

  Upgrade chosen(String subprotocol) {
    answer = new Answer("", true, "", subprotocol, "", "");
    return this;
  }

  Upgrade challenge(String scheme, String server) {
    answer = new Answer("", null, "", "", scheme, server);
    return this;
  }

  /** A stack that shows no header at all. */
  Upgrade showingNothing() {
    host = null;
    method = null;
    protocol = null;
    upgrade = null;
    connection = null;
    version = null;
    key = KeyHeader.NOT_KNOWN;
    origin = null;
    forwardedHost = null;
    forwardedProto = null;
    credentials = null;
    offered = null;
    return this;
  }

  HandshakeAccount account() {
    return accountOn(stack);
  }

  HandshakeAccount accountOn(String another) {
    return new HandshakeAccount(
        role,
        another,
        stackVersion,
        framework,
        scheme,
        http2,
        host,
        new Request(
            method,
            protocol,
            upgrade,
            connection,
            version,
            key,
            origin,
            forwardedHost,
            forwardedProto,
            credentials,
            offered),
        status,
        answer,
        failure,
        error);
  }
}
