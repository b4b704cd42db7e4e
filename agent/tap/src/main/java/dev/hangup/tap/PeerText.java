// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import org.jspecify.annotations.Nullable;

/**
 * Text that somebody else wrote, fit to be kept and shown: bounded, and without what moves a
 * terminal's cursor, ends a line, or turns the direction of writing. The one place that says what
 * that is; everything that comes from a peer passes here once, when it is taken in.
 */
public final class PeerText {

  /** What is reported of a path, and of a query where one is wanted. */
  public static final int PATH = 1024;

  public static final int USER_AGENT = 256;

  /** RFC 1035 2.3.4: no name is longer. */
  public static final int HOST = 255;

  /** RFC 6455 5.5: a control frame holds 125 bytes, of which the code takes two. */
  public static final int CLOSE_REASON = 123;

  /** One token that both sides chose. */
  public static final int SUBPROTOCOL = 128;

  /** permessage-deflate with all of its parameters has 117. */
  public static final int EXTENSIONS = 256;

  private PeerText() {}

  /**
   * Returns {@code text} itself where nothing is wrong with it, which is nearly always.
   *
   * @param most chars to keep; a pair of surrogates is not torn
   */
  public static String clean(String text, int most) {
    int length = text.length();
    int good = 0;
    while (good < length && good < most && mayBeShown(text.charAt(good))) {
      good++;
    }
    return good == length ? text : cleaned(text, good, most);
  }

  /** As {@link #clean}; null where nothing is left. */
  public static @Nullable String orNull(@Nullable String text, int most) {
    if (text == null) {
      return null;
    }
    String clean = clean(text, most);
    return clean.isEmpty() ? null : clean;
  }

  /** Everything before {@code good} is plain and fits. */
  private static String cleaned(String text, int good, int most) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), most)).append(text, 0, good);
    for (int i = good; i < text.length() && clean.length() < most; i++) {
      char c = text.charAt(i);
      if (mayBeShown(c)) {
        clean.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        if (clean.length() + 2 > most) {
          break;
        }
        clean.append(c).append(text.charAt(++i));
      }
    }
    return clean.length() == text.length() ? text : clean.toString();
  }

  /** False for one half of a pair as well, which only together with the other may be shown. */
  private static boolean mayBeShown(char c) {
    if (c < 0x7f) {
      return c >= ' '; // C0
    }
    if (c < 0x61c) {
      return c > 0x9f; // DEL and C1: U+0085 ends a line, U+009B begins an escape sequence
    }
    return c < 0x2000 ? c != 0x61c : !turnsOrEndsLine(c) && !Character.isSurrogate(c);
  }

  /**
   * The marks, embeddings, overrides and isolates of the bidirectional algorithm, the deprecated
   * characters behind them, and the two separators. Other format characters join letters and belong
   * to the text.
   */
  private static boolean turnsOrEndsLine(char c) {
    return c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x206f);
  }
}
