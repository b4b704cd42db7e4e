// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import org.jspecify.annotations.Nullable;

/**
 * One copy of what many connections say alike, such as their path, Host and User-Agent, so that an
 * open connection stays small. A table that forgets: what is new takes the place of what was only
 * seen once, and of what was seen again only when it is seen again itself. So neither the first
 * values nor a peer that makes up new ones all the time can have the table for itself.
 *
 * <p>No lock, and no order between threads either: a string is safe to share however it is handed
 * over, and the worst a race does is a second copy. What is long is not kept here.
 */
final class SharedStrings {

  private static final int PLACES = 256;
  private static final int LONGEST = 512;

  private static final SharedStrings ALL = new SharedStrings();

  private final @Nullable String[] seenAgain = new String[PLACES];
  private final @Nullable String[] seenOnce = new String[PLACES];

  static String of(String value) {
    return ALL.share(value);
  }

  String share(String value) {
    if (value.length() > LONGEST) {
      return value;
    }
    int hash = value.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    String again = seenAgain[place];
    if (again != null && again.equals(value)) {
      return again;
    }
    String once = seenOnce[place];
    if (once != null && once.equals(value)) {
      seenAgain[place] = once;
      // Who loses the place may win it back; a new value would have to come twice first.
      seenOnce[place] = again;
      return once;
    }
    seenOnce[place] = value;
    return value;
  }
}
