// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The ends that have come since one of them. */
final class News {

  private static final String NEWEST = "\"newest\":";

  /** More in one second than these, and the page asks for all there are. */
  private static final int MOST = 200;

  private final long newest;
  private final byte[] document;

  private News(long newest, byte[] document) {
    this.newest = newest;
    this.document = document;
  }

  long newest() {
    return newest;
  }

  byte[] document() {
    return document;
  }

  static News after(long number, Site site) throws IOException {
    byte[] document = site.read("closes?brief=true&limit=" + MOST + "&after=" + number);
    return document == null ? new News(number, new byte[0]) : new News(newest(document), document);
  }

  /** It stands in the first hundred characters. */
  private static long newest(byte[] document) {
    String begin =
        new String(document, 0, Math.min(200, document.length), StandardCharsets.US_ASCII);
    int at = begin.indexOf(NEWEST) + NEWEST.length();
    int end = at;
    while (end < begin.length() && Character.isDigit(begin.charAt(end))) {
      end++;
    }
    return Long.parseLong(begin.substring(at, end));
  }
}
