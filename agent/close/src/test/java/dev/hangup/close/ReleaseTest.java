// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {

  @ParameterizedTest
  @CsvSource({
    "9.0.0.M1, 9.0.0.M2",
    "9.0.0.M2, 9.0.0.M10",
    "9.0.0.M27, 9.0.0",
    "9.0.0.M27, 9.0.1",
    "8.5.100, 9.0.0.M1",
    "10.0.0-M6, 10.0.0-M7",
    "10.0.0-M10, 10.0.0",
    "9.0.9, 9.0.10",
    "4.1.9.Final, 4.1.100.Final",
    "4.1.0.Beta8, 4.1.0.CR1",
    "4.1.0.CR1, 4.1.0.Final",
    "4.2.0.Alpha1, 4.2.0.RC1",
    "9.4.15.v20190215, 9.4.16.v20190411",
    "12.0.0.alpha3, 12.0.0.beta0",
    "12.0.0.beta4, 12.0.0",
    "2.1.0.Final, 2.1.0.SP1",
    "2.1.0.SP1, 2.1.1.Final",
    "5.0.0-alpha.2, 5.0.0-alpha.16",
    "1.4.1, 1.5.0",
    "1.9, 1.10",
    "3, 3.0.1"
  })
  void isBefore(String earlier, String later) {
    assertThat(release(earlier)).isLessThan(release(later));
    assertThat(release(later)).isGreaterThan(release(earlier));
  }

  @ParameterizedTest
  @CsvSource({
    "4.1.100.Final, 4.1.100",
    "9.4.31.v20200723, 9.4.31",
    "10.0, 10.0.0",
    "9.0.70.0, 9.0.70",
    "9.0.0.M1, 9.0.0-M1",
    "' 1.5.0 ', 1.5.0"
  })
  void isTheSameAs(String one, String other) {
    assertThat(release(one)).isEqualByComparingTo(release(other));
  }

  /** A vendor's own build may have mended what the number says is broken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "${project.version}",
        "2.0.40.Final-redhat-1",
        "9.4.41.v20210516-tuxcare.3",
        "4.1.74.Final+echo.6",
        "9.0.43-2~deb11u10",
        "1.8.0_392",
        "17.0.9+9",
        "9..1",
        "-1",
        "99999999999.1"
      })
  void cannotBeTold(String version) {
    assertThat(Release.of(version)).isNull();
  }

  @Test
  void norCanWhatIsNotThereOrFarTooLong() {
    assertThat(Release.of(null)).isNull();
    assertThat(Release.of("1." + "1".repeat(5) + ".1".repeat(100))).isNull();
  }

  private static Release release(String version) {
    return Objects.requireNonNull(Release.of(version));
  }
}
