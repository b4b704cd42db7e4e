// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the request for an upgrade said, and the answer to it, as far as it may explain why the
 * upgrade came to nothing. Kept until the connection is open. Of a header, null is one the stack
 * did not show, and empty one that was not there.
 */
public final class UpgradeHeaders {

  /** Those of the request, in lower case. */
  static final List<String> REQUEST =
      List.of(
          "upgrade",
          "connection",
          "sec-websocket-version",
          "origin",
          "x-forwarded-host",
          "x-forwarded-proto");

  /** Those of the answer. */
  static final List<String> ANSWER =
      List.of(
          "location",
          "sec-websocket-accept",
          "sec-websocket-version",
          "sec-websocket-protocol",
          "www-authenticate",
          "server");

  /** Whose values are secrets: that they are there is all that is kept. */
  static final List<String> CREDENTIALS = List.of("authorization", "cookie");

  private static final int KEY_BYTES = 16;
  private static final int LONGEST_TOKEN = 16;
  private static final int LONGEST_LIST = 64;
  private static final int LONGEST_ORIGIN = "https://".length() + PeerText.HOST + ":65535".length();

  private final @Nullable String[] request = new String[REQUEST.size()];
  private final @Nullable String[] answer = new String[ANSWER.size()];
  private @Nullable String method;
  private @Nullable String protocol;
  private @Nullable Boolean keyGood;
  private boolean keyShown;
  private @Nullable Boolean credentials;

  UpgradeHeaders() {}

  /** Whether a header of the request is of use here and nowhere else. */
  static boolean wants(String name) {
    return REQUEST.contains(name) || CREDENTIALS.contains(name);
  }

  /** Of the request, its name in lower case; with null for one that is not there. */
  void requested(String name, @Nullable String value) {
    int known = REQUEST.indexOf(name);
    if (known >= 0) {
      request[known] = shown(value, name.contains("-host") ? PeerText.HOST : most(name));
    } else if (CREDENTIALS.contains(name)) {
      credentials = (value != null && !value.isEmpty()) || Boolean.TRUE.equals(credentials);
    }
  }

  private static int most(String name) {
    return name.equals("origin") ? LONGEST_ORIGIN : LONGEST_LIST;
  }

  private static String shown(@Nullable String value, int most) {
    return value == null ? "" : PeerText.clean(value.trim(), most);
  }

  /** What came as Sec-WebSocket-Key. A later look at the request may not show it any more. */
  void key(@Nullable String value) {
    if (value != null && !value.isEmpty()) {
      keyGood = isKey(value.trim());
    }
    keyShown = true;
  }

  private static boolean isKey(String value) {
    byte[] bytes = decoded(value);
    return bytes != null && bytes.length == KEY_BYTES;
  }

  private static byte @Nullable [] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Of the answer. */
  void answered(String name, @Nullable String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    int known = ANSWER.indexOf(lower);
    if (known < 0) {
      return;
    }
    switch (lower) {
      case "location" -> answer[known] = withoutSecrets(shown(value, PeerText.PATH));
      case "www-authenticate" -> answer[known] = firstToken(shown(value, LONGEST_LIST));
      case "sec-websocket-protocol" -> answer[known] = shown(value, PeerText.SUBPROTOCOL);
      default -> answer[known] = shown(value, LONGEST_LIST);
    }
  }

  /** Without query, fragment, path parameters, user and password. */
  private static String withoutSecrets(String location) {
    int end = 0;
    while (end < location.length() && "?#;".indexOf(location.charAt(end)) < 0) {
      end++;
    }
    String plain = location.substring(0, end);
    int authority = plain.indexOf("//");
    if (authority < 0) {
      return plain;
    }
    int path = plain.indexOf('/', authority + 2);
    int at = plain.lastIndexOf('@', path < 0 ? plain.length() : path);
    return at < authority
        ? plain
        : plain.substring(0, authority + 2).concat(plain.substring(at + 1));
  }

  private static String firstToken(String value) {
    int space = value.indexOf(' ');
    return space < 0 ? value : value.substring(0, space);
  }

  void requestLine(@Nullable String theMethod, @Nullable String theProtocol) {
    method = PeerText.orNull(theMethod, LONGEST_TOKEN);
    protocol = PeerText.orNull(theProtocol, LONGEST_TOKEN);
  }

  /** A header of the request, by its name in lower case. */
  public @Nullable String requested(String name) {
    return request[REQUEST.indexOf(name)];
  }

  /** Likewise of the answer; a Location without query, WWW-Authenticate by its scheme. */
  public @Nullable String answered(String name) {
    return answer[ANSWER.indexOf(name)];
  }

  public @Nullable String method() {
    return method;
  }

  /** As the request's first line has it, such as {@code HTTP/1.0}. */
  public @Nullable String protocol() {
    return protocol;
  }

  /** Whether the stack showed what came as Sec-WebSocket-Key. */
  public boolean isKeyShown() {
    return keyShown;
  }

  /** Whether that was 16 bytes in base64; null where there was none. */
  public @Nullable Boolean isKeyGood() {
    return keyGood;
  }

  /** Whether there was an Authorization or Cookie; null where not known. */
  public @Nullable Boolean hasCredentials() {
    return credentials;
  }

  /**
   * Whether Sec-WebSocket-Accept carries this hash, or one that begins so; null where the stack
   * shows none of the answer.
   */
  @Nullable Boolean isAccepted(byte[] beginning) {
    String accept = answered("sec-websocket-accept");
    if (accept == null) {
      return null;
    }
    byte[] hash = decoded(accept);
    return hash != null
        && hash.length > beginning.length
        && Arrays.equals(Arrays.copyOf(hash, beginning.length), beginning);
  }
}
