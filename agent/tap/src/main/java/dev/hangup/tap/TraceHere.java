// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import org.jspecify.annotations.Nullable;

/**
 * The span that a thread was in, by its ids alone: it may be kept as long as a connection lives,
 * and holds nothing of the tracer that made the span.
 */
public final class TraceHere {

  private static final int LONGEST_STATE = 512;

  private final long traceHigh;
  private final long traceLow;
  private final long span;
  private final byte flags;
  private final @Nullable String state;

  private TraceHere(long traceHigh, long traceLow, long span, byte flags, @Nullable String state) {
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.span = span;
    this.flags = flags;
    this.state = state;
  }

  /**
   * Null where these are no ids.
   *
   * @param traceId 32 hexadecimal digits
   * @param spanId 16 of them
   * @param flags two of them
   * @param state as the header {@code tracestate} has it; left out where it is too long
   */
  public static @Nullable TraceHere of(
      String traceId, String spanId, String flags, @Nullable String state) {
    if (!isHex(traceId, 32) || !isHex(spanId, 16) || !isHex(flags, 2)) {
      return null;
    }
    return new TraceHere(
        Long.parseUnsignedLong(traceId.substring(0, 16), 16),
        Long.parseUnsignedLong(traceId.substring(16), 16),
        Long.parseUnsignedLong(spanId, 16),
        (byte) Integer.parseInt(flags, 16),
        state == null || state.isEmpty() || state.length() > LONGEST_STATE ? null : state);
  }

  public String traceId() {
    return ConnectionId.hex(traceHigh, traceLow);
  }

  public String spanId() {
    return ConnectionId.hex(0, span).substring(16);
  }

  public byte flags() {
    return flags;
  }

  /** As the header {@code tracestate} has it; null where there is none. */
  public @Nullable String state() {
    return state;
  }

  private static boolean isHex(String text, int digits) {
    if (text.length() != digits) {
      return false;
    }
    for (int i = 0; i < digits; i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }
}
