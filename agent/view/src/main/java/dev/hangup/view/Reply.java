// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer. */
final class Reply {

  static final String JSON = "application/json; charset=utf-8";

  private static final String TEXT = "text/plain; charset=utf-8";

  /**
   * Of every answer. A page of ours runs its own script and style, talks to its own server, and
   * nothing else: what a peer has sent cannot become any of it.
   */
  private static final String GUARDS =
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
          + " connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'\r\n"
          + "X-Content-Type-Options: nosniff\r\n"
          + "X-Frame-Options: DENY\r\n"
          + "Referrer-Policy: no-referrer\r\n"
          + "Cross-Origin-Resource-Policy: same-origin\r\n"
          + "Cross-Origin-Opener-Policy: same-origin\r\n"
          + "Cache-Control: no-store\r\n"
          + "Connection: close\r\n";

  private final int status;
  private final String type;
  private final byte[] body;

  /** A header beside those that every answer has; null for none. */
  private final @Nullable String more;

  private Reply(int status, String type, byte[] body, @Nullable String more) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.more = more;
  }

  static Reply of(String type, byte[] body) {
    return new Reply(200, type, body, null);
  }

  static Reply saying(int status, String line) {
    return saying(status, line, null);
  }

  static Reply saying(int status, String line, @Nullable String more) {
    return new Reply(status, TEXT, (line + '\n').getBytes(StandardCharsets.UTF_8), more);
  }

  int status() {
    return status;
  }

  @Nullable String more() {
    return more;
  }

  /** As it goes to the wire. */
  byte[] bytes(boolean withBody) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(body.length + 1024);
    whole.writeBytes(head("Content-Length: " + body.length + "\r\n"));
    if (withBody) {
      whole.writeBytes(body);
    }
    return whole.toByteArray();
  }

  /** The head of an answer that has no end. */
  static byte[] stream() {
    return new Reply(200, "text/event-stream; charset=utf-8", new byte[0], null).head("");
  }

  private byte[] head(String length) {
    String head =
        "HTTP/1.1 "
            + status
            + ' '
            + words()
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + length
            + GUARDS
            + (more == null ? "" : more + "\r\n")
            + "\r\n";
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String words() {
    return switch (status) {
      case 200 -> "OK";
      case 303 -> "See Other";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      default -> "Service Unavailable";
    };
  }
}
