// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/**
 * An evidence sentence in the making. Evidence is English in every language: it is what people
 * paste into a search or a ticket.
 */
final class Sentence {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;

  private final StringBuilder text = new StringBuilder(160);

  Sentence say(String words) {
    text.append(words);
    return this;
  }

  Sentence number(long number) {
    text.append(number);
    return this;
  }

  Sentence bytes(long size) {
    return counted(size, " byte", " bytes");
  }

  Sentence frames(long count) {
    return counted(count, " frame", " frames");
  }

  private Sentence counted(long count, String one, String many) {
    text.append(count).append(count == 1 ? one : many);
    return this;
  }

  /** {@code 60.0 s} from a second on, {@code 12 ms} below. */
  Sentence time(long nanos) {
    if (nanos < MILLISECOND) {
      text.append("less than 1 ms");
    } else if (nanos < SECOND) {
      text.append(nanos / MILLISECOND).append(" ms");
    } else {
      long tenths = (nanos + SECOND / 20) / (SECOND / 10);
      text.append(tenths / 10).append('.').append(tenths % 10).append(" s");
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
