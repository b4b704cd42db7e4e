// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;

/**
 * Which limit was exceeded is in the words of an exception only. Its numbers are written in the
 * language of the machine, so the session is asked for them where it knows.
 */
final class ExceededLimit {

  private static final Pattern NUMBER = Pattern.compile(".* (\\d{1,18}) bytes");

  private ExceededLimit() {}

  static void tell(Wire wire, CoreSession session, Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof MessageTooLargeException)) {
      cause = cause.getCause() == cause ? null : cause.getCause();
    }
    if (cause == null || cause.getMessage() == null) {
      return;
    }
    long limit = limit(session, cause.getMessage().toLowerCase(Locale.ROOT));
    if (limit > 0) {
      wire.limit(limit);
    }
  }

  private static long limit(CoreSession session, String words) {
    if (words.startsWith("text")) {
      return session.getMaxTextMessageSize();
    }
    if (words.startsWith("binary")) {
      return session.getMaxBinaryMessageSize();
    }
    if (words.contains("payload")) {
      return session.getMaxFrameSize();
    }
    Matcher number = NUMBER.matcher(words);
    return number.matches() ? Long.parseLong(number.group(1)) : -1;
  }
}
