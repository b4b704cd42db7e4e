// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/**
 * What may become of a connection that is open, by the defaults that are known of boxes on the way
 * and of stacks. What is set in this place is not known: a risk, and no verdict.
 */
public final class Risks {

  private static final long SECOND = 1_000_000_000L;

  /** Each stack has the same default for both kinds of message. */
  private static final int TEXT = 1;

  private Risks() {}

  /** After how many silent seconds these usually let go of a connection. */
  public record IdleLimit(int seconds, String owner) {}

  /** How large a message this stack takes by default. */
  public record SizeLimit(long bytes, String words) {}

  /** The usual idle limit of which four fifths have passed in silence; null where there is none. */
  public static @Nullable IdleLimit idle(long silence) {
    for (IdleDefault each : IdleDefault.values()) {
      long limit = each.seconds() * SECOND;
      if (silence <= limit + limit / 50) {
        return silence >= limit / 5 * 4 ? new IdleLimit(each.seconds(), each.owner()) : null;
      }
    }
    return null;
  }

  /**
   * The default limit of this side's stack of which more than half was used by the largest message
   * received. Null also where a larger one came through: then it is not the limit that is set.
   *
   * @param largest of Netty the largest frame, which its limit is about
   */
  public static @Nullable SizeLimit size(String stack, long largest) {
    Limit limit = Limit.of(stack, TEXT);
    return limit != null && largest > limit.bytes() / 2 && largest <= limit.bytes()
        ? new SizeLimit(limit.bytes(), "the default limit of " + stack)
        : null;
  }
}
