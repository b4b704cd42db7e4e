// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the collector said: one response of HTTP/1.x, the last on its connection. */
final class HttpAnswer implements HttpResponse {

  private static final int MOST_HEAD_BYTES = 64 * 1024;
  private static final int MOST_INTERIM = 8;

  private final int status;
  private final String message;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpAnswer(int status, String message, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.message = message;
    this.headers = headers;
    this.body = body;
  }

  /** Reads up to the end of the body, of which it keeps {@code mostBody} bytes at most. */
  static HttpAnswer read(InputStream in, long mostBody) throws IOException {
    for (int interim = 0; interim < MOST_INTERIM; interim++) {
      HttpAnswer head = head(in);
      // RFC 9110 15.2: any number of interim responses may come before the one that counts.
      if (head.status >= 200) {
        int most = (int) Math.min(Integer.MAX_VALUE - 8, mostBody);
        return new HttpAnswer(head.status, head.message, head.headers, head.body(in, most));
      }
    }
    throw new ExportFailure.NotHttpException();
  }

  /** Status line and headers. */
  static HttpAnswer head(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    String first = lines.next();
    String[] parts = first.split(" ", 3);
    if (!first.startsWith("HTTP/1.") || parts.length < 2 || !parts[1].matches("[1-9][0-9][0-9]")) {
      throw new ExportFailure.NotHttpException();
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return new HttpAnswer(
        Integer.parseInt(parts[1]), parts.length < 3 ? "" : parts[2], headers, new byte[0]);
  }

  /** RFC 9112 6.3. */
  private byte[] body(InputStream in, int most) throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    if (headers
        .getOrDefault("Transfer-Encoding", "")
        .toLowerCase(Locale.ROOT)
        .endsWith("chunked")) {
      return chunks(in, most);
    }
    String length = headers.get("Content-Length");
    return in.readNBytes(length == null ? most : (int) Math.min(most, number(length, 10)));
  }

  /** RFC 9112 7.1. What comes after the last chunk is of no interest. */
  private static byte[] chunks(InputStream in, int most) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Lines lines = new Lines(in);
    while (body.size() < most) {
      String line = lines.next();
      int extension = line.indexOf(';');
      long size = number(extension < 0 ? line : line.substring(0, extension), 16);
      if (size == 0) {
        break;
      }
      body.writeBytes(in.readNBytes((int) Math.min(most - body.size(), size)));
      if (body.size() < most) {
        lines.next();
      }
    }
    return body.toByteArray();
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      long number = Long.parseLong(digits.strip(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // it is none
    }
    throw new ExportFailure.NotHttpException();
  }

  /** RFC 9110 10.2.3: seconds or a date; 0 where it says nothing useful. */
  long retryAfterNanos() {
    String header = headers.getOrDefault("Retry-After", "");
    try {
      return nanos(Duration.ofSeconds(Long.parseLong(header)));
    } catch (NumberFormatException e) {
      // then it is a date
    }
    try {
      Instant then = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, nanos(Duration.between(Instant.now(), then)));
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** Longer than a day is as good as for ever. */
  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(1)) > 0
        ? Duration.ofDays(1).toNanos()
        : duration.toNanos();
  }

  @Override
  public int getStatusCode() {
    return status;
  }

  @Override
  public String getStatusMessage() {
    return message;
  }

  @Override
  public byte[] getResponseBody() {
    return body;
  }

  /** Lines that end in LF, or in CR LF as they should; together no longer than a head may be. */
  private static final class Lines {

    private final InputStream in;
    private int read;

    Lines(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int b = in.read();
      if (b < 0 && read == 0) {
        throw new EOFException("it closed the connection without an answer");
      }
      while (b >= 0 && b != '\n') {
        line.write(b);
        if (++read > MOST_HEAD_BYTES) {
          throw new ExportFailure.NotHttpException();
        }
        b = in.read();
      }
      read++;
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
