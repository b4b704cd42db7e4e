// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Netty names the limit that was exceeded in its exceptions' messages, and nowhere else. */
final class ExceededLimit {

  /** The frame decoder's and the frame aggregator's words, the same in all versions. */
  private static final Pattern EXCEEDED =
      Pattern.compile(
          "Max frame length of (\\d{1,18}) has been exceeded.*|content length exceeded (\\d{1,18})"
              + " bytes.*",
          Pattern.DOTALL);

  private ExceededLimit() {}

  /** In bytes, or -1 where the exception is about something else. */
  static long namedBy(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    if (message == null) {
      return -1;
    }
    Matcher matcher = EXCEEDED.matcher(message);
    if (!matcher.matches()) {
      return -1;
    }
    String number = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return Long.parseLong(number);
  }
}
