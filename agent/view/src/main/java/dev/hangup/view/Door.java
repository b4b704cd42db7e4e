// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in.
 *
 * <p>A page of some other site can send a browser here, and by a name that it lets point to
 * 127.0.0.1 (DNS rebinding) it could even read the answer. Its name then stands in {@code Host}, so
 * only names are taken that cannot be made to point elsewhere: localhost, numbers, and the one that
 * was configured.
 */
final class Door {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]{2,45}]");
  private static final Pattern PORT = Pattern.compile("(:[0-9]{1,5})?$");
  private static final String BEARER = "Bearer ";

  private final ViewSettings settings;
  private volatile String cookie = "hangup";

  Door(ViewSettings settings) {
    this.settings = settings;
  }

  /** Cookies do not tell ports apart: two JVMs of one machine need two names. */
  void at(int port) {
    cookie = "hangup-" + port;
  }

  /** Null for somebody who is let in. */
  @Nullable Reply refusal(Request request) {
    String host = request.header("host");
    if (!isOurs(host)) {
      return Reply.saying(
          403,
          "refused: asked for by the name '"
              + printable(host)
              + "'; use localhost or the address in numbers");
    }
    String origin = request.header("origin");
    if (!origin.isEmpty() && !origin.equals("http://" + host)) {
      return Reply.saying(403, "refused: asked for by a page of another site");
    }
    String from = request.header("sec-fetch-site");
    boolean elsewhere = !from.isEmpty() && !from.equals("same-origin") && !from.equals("none");
    // A link from elsewhere may lead to the page; what it shows is for the page alone.
    if (elsewhere && !request.path().equals("/")) {
      return Reply.saying(403, "refused: asked for by a page of another site");
    }
    if (!request.method().equals("GET") && !request.isHead()) {
      return Reply.saying(405, "there is nothing to change here, only to read", "Allow: GET, HEAD");
    }
    return badToken(request);
  }

  private boolean isOurs(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    String own = settings.host();
    if (LOOPBACK.matcher(name).matches()) {
      return true;
    }
    return own != null && (NUMBER.matcher(name).matches() || name.equalsIgnoreCase(own));
  }

  private @Nullable Reply badToken(Request request) {
    String token = settings.token();
    if (token == null || isToken(token, cookie(request.header("cookie")))) {
      return null;
    }
    String header = request.header("authorization");
    if (header.startsWith(BEARER) && isToken(token, header.substring(BEARER.length()).strip())) {
      return null;
    }
    if (request.path().equals("/") && isToken(token, request.parameter("token"))) {
      // Out of the address, where it would be seen and kept.
      return Reply.saying(
          303,
          "come in",
          "Location: /\r\nSet-Cookie: "
              + cookie
              + '='
              + token
              + "; Path=/; HttpOnly; SameSite=Lax");
    }
    return Reply.saying(
        401,
        "a token is wanted: /?token=..., or the header Authorization: Bearer ...; the agent has"
            + " printed it, or hangup.view.token has it",
        "WWW-Authenticate: Bearer");
  }

  private String cookie(String header) {
    for (String pair : header.split(";", -1)) {
      String each = pair.strip();
      if (each.startsWith(cookie + '=')) {
        return each.substring(cookie.length() + 1);
      }
    }
    return "";
  }

  /** Takes as long for a wrong one as for one that is nearly right. */
  private static boolean isToken(String token, String given) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() > 100 ? clean.substring(0, 100) : clean;
  }
}
