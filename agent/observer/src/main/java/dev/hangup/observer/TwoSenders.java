// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an exception says that two threads sent on one connection at the same time, which the
 * Jakarta API does not allow. Libraries say so in words; no more of them is kept.
 */
final class TwoSenders {

  private static final int DEEPEST = 8;

  /** Tomcat names the state its endpoint is in, in every language; Jetty speaks English. */
  private static final List<String> WORDS =
      Arrays.asList(
          "TEXT_FULL_WRITING",
          "TEXT_PARTIAL_WRITING",
          "BINARY_FULL_WRITING",
          "BINARY_PARTIAL_WRITING",
          "STREAM_WRITING",
          "WRITER_WRITING",
          "Blocking message pending",
          "Partial message pending");

  private TwoSenders() {}

  static boolean isIn(Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < DEEPEST; depth++) {
      if (each instanceof IllegalStateException && says(each.getMessage())) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private static boolean says(@Nullable String message) {
    if (message == null) {
      return false;
    }
    for (String words : WORDS) {
      if (message.contains(words)) {
        return true;
      }
    }
    return false;
  }
}
