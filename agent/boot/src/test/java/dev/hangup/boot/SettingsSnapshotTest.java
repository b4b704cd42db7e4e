// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsSnapshotTest {

  @AfterEach
  void putBack() {
    System.clearProperty("hangup.log");
    System.clearProperty("otel.service.name");
    System.clearProperty(Agent.STARTED);
  }

  @Test
  void onlyOurPropertiesAndOpenTelemetrysAreTaken() {
    System.setProperty("hangup.log", "all");
    System.setProperty("otel.service.name", "chat");
    System.setProperty(Agent.STARTED, "1.2.3");

    assertThat(SettingsSnapshot.snapshot(null).properties())
        .containsOnly(entry("hangup.log", "all"), entry("otel.service.name", "chat"));
  }

  @Test
  void optionsWinOverProperties() {
    System.setProperty("hangup.log", "all");

    assertThat(SettingsSnapshot.snapshot(" hangup.log = off ; otel.service.name=a=b;").properties())
        .containsOnly(entry("hangup.log", "off"), entry("otel.service.name", "a=b"));
  }

  @Test
  void whatTheApplicationChangesLaterIsItsOwnAffair() {
    System.setProperty("hangup.log", "all");
    SettingsSnapshot settings = SettingsSnapshot.snapshot(null);

    System.setProperty("hangup.log", "off");

    assertThat(settings.properties()).containsEntry("hangup.log", "all");
  }

  @Test
  void onlyAClearFalseSwitchesOff() {
    for (String no : new String[] {"FALSE", "0", "no", "Off"}) {
      assertThat(SettingsSnapshot.snapshot("hangup.enabled=" + no).enabled()).as(no).isFalse();
    }
    assertThat(SettingsSnapshot.snapshot("hangup.enabled=maybe").enabled()).isTrue();
    assertThat(SettingsSnapshot.snapshot("hangup.enabled=").enabled()).isTrue();
    assertThat(SettingsSnapshot.snapshot("").enabled()).isTrue();
  }
}
