// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The start line and the headers of a request or a response. Names are lower case; headers that
 * come more than once are joined by commas.
 */
record HttpHead(String startLine, Map<String, String> headers) {

  private static final int LONGEST = 1 << 14;

  /** Reads up to the empty line and not a byte further: what follows may be frames. */
  static HttpHead read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newLines = 0;
    while (newLines < 2) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the peer hung up during the handshake");
      }
      if (head.size() == LONGEST) {
        throw new HandshakeException(431, "the head is longer than " + LONGEST + " bytes");
      }
      head.write(b);
      if (b == '\n') {
        newLines++;
      } else if (b != '\r') {
        newLines = 0;
      }
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1));
  }

  private static HttpHead parse(String text) throws HandshakeException {
    String[] lines = text.split("\r?\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        String name = lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.merge(name, lines[i].substring(colon + 1).strip(), (a, b) -> a + ", " + b);
      } else if (!lines[i].isEmpty()) {
        throw new HandshakeException(400, "not a header: " + lines[i]);
      }
    }
    return new HttpHead(lines[0], headers);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Whether the header is a comma list with the token in it. */
  boolean has(String name, String token) {
    String value = headers.get(name);
    if (value == null) {
      return false;
    }
    for (String part : value.split(",", -1)) {
      if (part.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }
}
