// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownBugLinesTest {

  private static final String BROKEN = "9.4.15.v20190215";

  private final List<String> lines = new ArrayList<>();

  private Observation observing(Map<String, String> properties) {
    return new Observation(
        ObserverSettings.read(properties, Map.of(), problem -> {}),
        new FakeClock(),
        new RecordedEvents(),
        lines::add,
        false);
  }

  private static Handshake jetty(String version) {
    return Handshake.asServer("jetty").stackVersion(version);
  }

  @Test
  void oneLineForAVersionHoweverManyConnections() {
    Observation observation = observing(Map.of());
    observation.handshake(jetty(BROKEN));
    assertThat(lines).isEmpty(); // the table is read by a thread of the agent
    observation.prepare();
    observation.handshake(jetty(BROKEN));
    observation.handshake(jetty(String.valueOf(BROKEN.toCharArray())));

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .startsWith("Jetty 9.4.15.v20190215 as a server has a known bug: jetty.project#3422, ")
        .contains("; update to 9.4.16 or later");
  }

  @Test
  void anotherVersionAndAnotherRoleAreMetLater() {
    Observation observation = observing(Map.of());
    observation.prepare();
    observation.handshake(jetty("9.4.16.v20190411"));
    assertThat(lines).isEmpty();
    observation.handshake(jetty(BROKEN));
    observation.handshake(Handshake.asClient("jetty").stackVersion(BROKEN));
    observation.handshake(Handshake.asClient("java-websocket").stackVersion("1.4.1"));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("Jetty 9.4.15.v20190215 as a client");
    assertThat(lines.get(2)).startsWith("Java-WebSocket 1.4.1 as a client").contains("1.5.0");
  }

  @Test
  void nothingIsSaidOfAVersionThatIsNotKnown() {
    Observation observation = observing(Map.of());
    observation.prepare();
    observation.handshake(Handshake.asServer("jetty"));
    observation.handshake(jetty("9.4.15-vendor-7"));

    assertThat(lines).isEmpty();
  }

  @Test
  void norWhereNothingIsToBeSaid() {
    Observation observation = observing(Map.of("hangup.log", "off"));
    observation.handshake(jetty(BROKEN));
    observation.prepare();

    assertThat(lines).isEmpty();
  }

  @Test
  void aConnectionThatWasThereBeforeIsOfAVersionToo() {
    Observation observation = observing(Map.of());
    observation.prepare();
    observation.adopted(jetty(BROKEN));

    assertThat(lines).hasSize(1);
  }

  @Test
  void manyVersionsAreNotKeptForEver() {
    Observation observation = observing(Map.of());
    observation.prepare();
    for (int i = 1; i <= 200; i++) {
      observation.handshake(Handshake.asServer("tomcat").stackVersion("9.0.0.M" + i));
    }

    assertThat(lines).hasSize(32);
  }
}
