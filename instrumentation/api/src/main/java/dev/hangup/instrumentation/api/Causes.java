// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an exception is about, without a library's wrappings. */
public final class Causes {

  /** More are a circle. */
  private static final int DEEPEST = 8;

  private Causes() {}

  /** The first one that is no wrapping, else the innermost. */
  public static Throwable within(Throwable failure, Predicate<Throwable> isWrapping) {
    Throwable cause = failure;
    for (int depth = 0; depth < DEEPEST && isWrapping.test(cause); depth++) {
      Throwable inner = cause.getCause();
      if (inner == null) {
        return cause;
      }
      cause = inner;
    }
    return cause;
  }

  /**
   * The application's own exception; null where it was none of the application's.
   *
   * @param isLibrarys one that the library throws for reasons of its own
   */
  public static @Nullable Throwable ofApplication(
      Throwable failure, Predicate<Throwable> isLibrarys, Predicate<Throwable> isWrapping) {
    Throwable cause = within(failure, each -> !isLibrarys.test(each) && isWrapping.test(each));
    return isLibrarys.test(cause) ? null : cause;
  }
}
