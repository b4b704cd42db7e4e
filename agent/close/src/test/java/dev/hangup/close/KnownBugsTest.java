// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownBugsTest {

  private static final Set<String> STACKS =
      Set.of("java-websocket", "jdk-client", "jetty", "netty", "okhttp", "tomcat", "undertow");

  private static final Pattern COLUMN = Pattern.compile("\\s*\\|\\s*");

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  @ParameterizedTest
  @CsvSource({
    "tomcat, 8.5.56, CVE-2020-13935, true",
    "tomcat, 8.5.57, CVE-2020-13935, false",
    "tomcat, 9.0.0.M1, CVE-2020-13935, true",
    "tomcat, 9.0.0.M27, CVE-2020-13935, true",
    "tomcat, 9.0.36, CVE-2020-13935, true",
    "tomcat, 9.0.37, CVE-2020-13935, false",
    "tomcat, 10.0.0-M6, CVE-2020-13935, true",
    "tomcat, 10.0.0-M7, CVE-2020-13935, false",
    "tomcat, 10.0.0, CVE-2020-13935, false",
    "tomcat, 8.5.100, CVE-2026-76183, true",
    "tomcat, 8.5.101, CVE-2026-76183, false",
    "tomcat, 11.0.25, CVE-2026-76183, true",
    "tomcat, 11.0.26, CVE-2026-76183, false",
    "netty, 9.0.36, CVE-2020-13935, false",
    "netty, 4.1.87.Final, CVE-2026-100658, false",
    "netty, 4.1.100.Final, CVE-2026-100658, true",
    "netty, 4.1.138.Final, CVE-2026-100658, false",
    "netty, 4.2.17.Final, CVE-2026-100658, true",
    "netty, 4.2.18.Final, CVE-2026-100658, false",
    "jetty, 9.4.14.v20181114, jetty.project#3422, false",
    "jetty, 9.4.15.v20190215, jetty.project#3422, true",
    "jetty, 9.4.16.v20190411, jetty.project#3422, false",
    "undertow, 2.2.9.Final, CVE-2021-3690, true",
    "undertow, 2.2.10.Final, CVE-2021-3690, false",
    "java-websocket, 1.4.1, Java-WebSocket#900, false",
    "java-websocket, 1.4.0, Java-WebSocket#900, true"
  })
  void aVersionHasABugOrNot(String stack, String version, String bug, boolean has) {
    List<String> known =
        KnownBug.of(stack, version, Role.SERVER).stream().map(KnownBug::name).toList();

    assertThat(known.contains(bug)).as("%s", known).isEqualTo(has);
  }

  @Test
  void aBugOfClientsIsNoneOfServers() {
    assertThat(KnownBugs.line("java-websocket", "1.3.9", Role.SERVER)).isNull();
    assertThat(KnownBugs.line("java-websocket", "1.3.9", Role.CLIENT))
        .isEqualTo(
            "Java-WebSocket 1.3.9 as a client has a known bug: CVE-2020-11050, a client does not"
                + " check that the certificate is for the host it asks for; update to 1.5.0 or"
                + " later, unless this build was patched");
  }

  @Test
  void ofAVersionThatIsNotKnownNothingIsSaid() {
    for (String stack : STACKS) {
      for (Role role : Role.values()) {
        assertThat(KnownBugs.line(stack, null, role)).isNull();
        assertThat(KnownBugs.line(stack, "unknown", role)).isNull();
        assertThat(KnownBugs.line(stack, "9.4.15.v20190215-vendor.1", role)).isNull();
      }
    }
    assertThat(evidence(new Connection().on("jetty"))).doesNotContain("known bug");
  }

  @Test
  void theVersionToUpdateToHasNoneOfThem() {
    assertThat(KnownBugs.line("tomcat", "9.0.70", Role.SERVER))
        .startsWith("Tomcat 9.0.70 as a server has known bugs: CVE-2024-23672, ")
        .contains("; CVE-2026-76183, ")
        .contains("; update to 9.0.122 or later")
        .doesNotContain("CVE-2020-13935")
        .doesNotContain("CVE-2026-77791");
    assertThat(KnownBugs.line("tomcat", "9.0.122", Role.SERVER)).isNull();
    // A line of versions that has ended: the next one that has it mended.
    assertThat(KnownBugs.line("tomcat", "8.5.100", Role.SERVER)).contains("update to 9.0.122 or");
  }

  @Test
  void jetty9415HidesTheEndOfAStream() {
    Connection fin = new Connection().on("jetty", "9.4.15.v20190215").ended(Ending.PEER_EOF);

    assertThat(evidence(fin))
        .endsWith(
            "; a known bug of Jetty 9.4.15.v20190215 may be behind it: it does nothing about the"
                + " end of the peer's stream until its idle timer fires, and the application is not"
                + " told (jetty.project#3422, mended in 9.4.16)");
    assertThat(remedy(fin)).endsWith(" Update Jetty to 9.4.16 or later.");
    doesNotName(fin.ended(Ending.PEER_RESET));
    doesNotName(fin.ended(Ending.PEER_EOF).receivedClose(1000, 2));
    doesNotName(new Connection().on("jetty", "9.4.16.v20190411"));
    doesNotName(new Connection().on("jetty", "9.4.15.v20190215").lostSight());
  }

  @Test
  void jetty1007HangsInALargeCompressedMessage() {
    Connection hung =
        new Connection()
            .on("jetty", "10.0.7")
            .compressing()
            .peerSends(2, 70_000)
            .silentFor(30_000, 10)
            .idleTimer(10)
            .sentClose(1001, 5);

    assertThat(evidence(hung)).contains("jetty.project#7351, mended in 10.0.8");
    doesNotName(hung.peerSends(9, 0));
    doesNotName(hung.peerSends(2, 70_000).silentFor(3_000, 10));
    doesNotName(
        new Connection()
            .on("jetty", "10.0.7")
            .peerSends(2, 70_000)
            .silentFor(30_000, 10)
            .idleTimer(10)
            .sentClose(1001, 5));
  }

  @Test
  void tomcatGoesRoundOverAnImpossibleLength() {
    Connection round =
        new Connection()
            .on("tomcat", "9.0.36")
            .peerBroke(Rule.LENGTH_TOP_BIT, 3, 100, 0)
            .silentFor(100, 5_000);

    assertThat(evidence(round)).contains("CVE-2020-13935, mended in 9.0.37");
    assertThat(remedy(round)).endsWith(" Update Tomcat to 9.0.37 or later.");
    doesNotName(
        new Connection()
            .on("tomcat", "9.0.36")
            .peerBroke(Rule.RSV2_SET, 3, 100, 0)
            .silentFor(100, 5_000));
  }

  @Test
  void tomcatWaitsForTheAnswerToItsClose() {
    Connection waiting = new Connection().on("tomcat", "9.0.85").sentClose(1000, 60_000);

    assertThat(evidence(waiting)).contains("CVE-2024-23672, mended in 9.0.86");
    doesNotName(new Connection().on("tomcat", "9.0.86").sentClose(1000, 60_000));
    doesNotName(new Connection().on("tomcat", "9.0.85").sentClose(1000, 10));
    doesNotName(
        new Connection().on("tomcat", "9.0.85").sentClose(1000, 60_000).receivedClose(1000, 10));
  }

  @Test
  void theClientOfJetty9431LosesUpgrades() {
    Upgrade lost =
        Upgrade.heard(101)
            .failing(HandshakeAccount.Failure.LIBRARY, "java.lang.NullPointerException")
            .on("jetty", "9.4.31.v20200723");
    HandshakeDiagnosis diagnosis = diagnostician.diagnose(lost.account());

    assertThat(diagnosis.evidence()).contains("jetty.project#5170, mended in 9.4.32");
    assertThat(diagnosis.remediation()).endsWith(" Update Jetty to 9.4.32 or later.");
    assertThat(
            diagnostician
                .diagnose(Upgrade.heard(404).on("jetty", "9.4.31.v20200723").account())
                .evidence())
        .doesNotContain("known bug");
    assertThat(diagnostician.diagnose(lost.on("jetty", "9.4.32.v20200930").account()).evidence())
        .doesNotContain("known bug");
  }

  @Test
  void theTableIsInOrder() throws IOException {
    assertThat(KnownBug.all().stream().map(KnownBug::stack).collect(Collectors.toSet()))
        .isSubsetOf(STACKS);
    assertThat(KnownBug.all().stream().map(KnownBug::name).toList()).doesNotHaveDuplicates();
    for (KnownBug bug : KnownBug.all()) {
      assertThat(bug.spans()).as(bug.name()).isNotEmpty();
      for (KnownBug.Span span : bug.spans()) {
        assertThat(span.first()).as(bug.name()).isLessThanOrEqualTo(span.end());
      }
      assertThat(bug.what()).as(bug.name()).hasSizeBetween(20, 130);
    }
    everyRowHasAPageAboveIt();
  }

  private static void everyRowHasAPageAboveIt() throws IOException {
    try (InputStream in = Objects.requireNonNull(KnownBug.class.getResourceAsStream("bugs.txt"))) {
      String above = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          assertThat(above).as(line).startsWith("# https://");
          String name = COLUMN.split(line, -1)[3];
          assertThat(above).as(line).contains(name.substring(name.indexOf('#') + 1));
        }
        above = line;
      }
    }
  }

  private void doesNotName(Connection connection) {
    assertThat(evidence(connection)).doesNotContain("known bug");
    assertThat(remedy(connection)).doesNotContain("Update Jetty").doesNotContain("Update Tomcat");
  }

  private String evidence(Connection connection) {
    return diagnostician.diagnose(connection.account()).evidence();
  }

  private String remedy(Connection connection) {
    return diagnostician.diagnose(connection.account()).remediation();
  }
}
