// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceHereTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void whatWentInComesOut() {
    TraceHere here = TraceHere.of(TRACE, SPAN, "81", "vendor=1,other=2");

    assertThat(here).isNotNull();
    assertThat(here.traceId()).isEqualTo(TRACE);
    assertThat(here.spanId()).isEqualTo(SPAN);
    assertThat(here.flags()).isEqualTo((byte) 0x81);
    assertThat(here.state()).isEqualTo("vendor=1,other=2");
  }

  @ParameterizedTest
  @CsvSource({
    "0af7651916cd43dd8448eb211c80319, 00f067aa0ba902b7, 01",
    "0af7651916cd43dd8448eb211c80319z, 00f067aa0ba902b7, 01",
    "0af7651916cd43dd8448eb211c80319c, -0f067aa0ba902b7, 01",
    "0af7651916cd43dd8448eb211c80319c, 00f067aa0ba902b7, 1"
  })
  void whatIsNoIdIsNoTrace(String trace, String span, String flags) {
    assertThat(TraceHere.of(trace, span, flags, null)).isNull();
  }

  @Test
  void aStateThatIsTooLongIsLeftOutAsAWhole() {
    TraceHere here = TraceHere.of(TRACE, SPAN, "01", "a=" + "x".repeat(600));

    assertThat(here).isNotNull();
    assertThat(here.state()).isNull();
  }
}
