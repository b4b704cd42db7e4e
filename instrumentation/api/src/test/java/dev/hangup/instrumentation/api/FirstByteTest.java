// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstByteTest {

  @Test
  void everyBitHasItsPlace() {
    assertThat(FirstByte.of(true, false, false, false, 0x1)).isEqualTo(0x81);
    assertThat(FirstByte.of(false, true, false, false, 0x2)).isEqualTo(0x42);
    assertThat(FirstByte.of(false, false, true, false, 0x0)).isEqualTo(0x20);
    assertThat(FirstByte.of(false, false, false, true, 0x0)).isEqualTo(0x10);
    assertThat(FirstByte.of(true, true, true, true, 0xff)).isEqualTo(0xff);
  }
}
