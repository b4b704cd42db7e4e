// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibraryVersionTest {

  /** As a library has it. */
  public static final String AGENT = "library/1.2.3";

  @Test
  void theFirstConstantThereIsSaysIt() {
    String here = LibraryVersionTest.class.getName();

    assertThat(
            LibraryVersion.of(
                LibraryVersionTest.class, "no.such/artifact", "no.Such#CLASS", here + "#AGENT"))
        .isEqualTo("1.2.3");
    assertThat(LibraryVersion.of(LibraryVersionTest.class, "no.such/artifact", here + "#NONE"))
        .isNull();
  }
}
