// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.websocket.api.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/** Which limit was exceeded is in the words of an exception only. */
final class ExceededLimit {

  /** The policy's words, the same in all versions. */
  private static final Pattern EXCEEDED =
      Pattern.compile(".*exceeds maximum size \\[(\\d{1,18})].*", Pattern.DOTALL);

  private static final int DEEPEST = 8;

  private ExceededLimit() {}

  static void tell(Wire wire, @Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof MessageTooLargeException && cause.getMessage() != null) {
        Matcher exceeded = EXCEEDED.matcher(cause.getMessage());
        if (exceeded.matches()) {
          wire.limit(Long.parseLong(exceeded.group(1)));
        }
        return;
      }
      cause = cause.getCause();
    }
  }
}
