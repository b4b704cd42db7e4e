// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedStringsTest {

  private final SharedStrings strings = new SharedStrings();

  @Test
  void whatComesLateIsSharedLikeWhatCameFirst() {
    for (int i = 0; i < 10_000; i++) {
      strings.share("made up " + i);
    }

    String first = strings.share(copy("Firefox"));
    assertThat(strings.share(copy("Firefox"))).isSameAs(first);
  }

  @Test
  void whatIsSeenAgainOutlivesWhatIsMadeUp() {
    String first = strings.share(copy("Firefox"));
    strings.share(copy("Firefox"));
    for (int i = 0; i < 10_000; i++) {
      strings.share("made up " + i);
    }

    assertThat(strings.share(copy("Firefox"))).isSameAs(first);
  }

  @Test
  void whatIsSeenNoMoreGivesWay() {
    String old = strings.share(copy("Mosaic"));
    strings.share(copy("Mosaic"));
    for (int i = 0; i < 10_000; i++) {
      strings.share("twice " + i);
      strings.share("twice " + i);
    }

    assertThat(strings.share(copy("Mosaic"))).isNotSameAs(old);
  }

  /** The two strings have the same hash, and so one place. */
  @Test
  void twoOfOnePlaceAreBothShared() {
    String one = strings.share(copy("Aa"));
    strings.share(copy("Aa"));
    String other = strings.share(copy("BB"));

    for (int i = 0; i < 5; i++) {
      assertThat(strings.share(copy("Aa"))).isSameAs(one);
      assertThat(strings.share(copy("BB"))).isSameAs(other);
    }
  }

  @Test
  void whatIsLongIsNotKept() {
    String text = "x".repeat(513);
    strings.share(text);
    strings.share(copy(text));
    assertThat(strings.share(copy(text))).isNotSameAs(text);
  }

  private static String copy(String text) {
    return new String(text.toCharArray());
  }
}
