// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8::7, 2001:db8::7",
    "[2001:db8::7], 2001:db8::7",
    "fe80::1%eth0, fe80::1",
    "::ffff:192.0.2.7, ::ffff:192.0.2.7",
    "999.0.2.7, 999.0.2.7", // no address, and no name server is asked for it
  })
  void literalsAreTaken(String text, String host) {
    assertThat(Addresses.of(text, 80)).isEqualTo(InetSocketAddress.createUnresolved(host, 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "example.org", "192.0.2.7, 10.0.0.1", "unknown", "cafe"})
  void namesAreNot(String text) {
    assertThat(Addresses.of(text, 80)).isNull();
  }

  @Test
  void aPortOutOfRangeIsNot() {
    assertThat(Addresses.of("192.0.2.7", -1)).isNull();
    assertThat(Addresses.of("192.0.2.7", 65536)).isNull();
    assertThat(Addresses.of(null, 80)).isNull();
    assertThat(Addresses.of(":".repeat(65), 80)).isNull();
  }
}
