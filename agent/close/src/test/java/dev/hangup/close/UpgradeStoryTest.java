// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.HandshakeAccount.Failure;
import dev.hangup.close.HandshakeAccount.KeyHeader;
import dev.hangup.codec.Role;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpgradeStoryTest {

  private static final List<String> STACKS =
      List.of(
          "netty",
          "jetty",
          "tomcat",
          "tyrus",
          "undertow",
          "okhttp",
          "jdk-client",
          "java-websocket",
          "ktor");

  /** A remedy with the names of the settings it is about. */
  private static final int BOUND = 600;

  /** What evidence may say only of a header that was shown to be absent. */
  private static final List<String> ABSENCE = List.of("without", "had no", "had neither");

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  static List<UpgradeTale> tales() {
    return UpgradeTale.ALL;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void theUpgradeTellsItsStory(UpgradeTale tale) {
    HandshakeDiagnosis diagnosis = diagnostician.diagnose(tale.upgrade().account());

    assertThat(diagnosis.rule()).isEqualTo(tale.story().id());
    assertThat(diagnosis.cause()).isEqualTo(tale.cause());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tales")
  void theNearestNeighbourTellsAnother(UpgradeTale tale) {
    HandshakeStory neighbour = HandshakeStory.of(new HandshakeFacts(tale.neighbour().account()));

    assertThat(neighbour).isEqualTo(tale.neighbourStory()).isNotEqualTo(tale.story());
  }

  @Test
  void everyStoryIsTold() {
    Set<HandshakeStory> told =
        UpgradeTale.ALL.stream().map(UpgradeTale::story).collect(Collectors.toSet());

    assertThat(told).containsExactlyInAnyOrder(HandshakeStory.values());
  }

  @Test
  void everyCauseHasAStory() {
    Set<HandshakeCause> told =
        UpgradeTale.ALL.stream().map(UpgradeTale::cause).collect(Collectors.toSet());

    assertThat(told).containsExactlyInAnyOrder(HandshakeCause.values());
  }

  /** No header is blamed that the stack did not show, whatever the status. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void whatWasNotShownIsNotBlamed(Role role) {
    for (int status = 0; status < 600; status++) {
      for (Failure failure : Failure.values()) {
        Upgrade upgrade = Upgrade.answered(status).showingNothing().failing(failure, "x.Thrown");
        HandshakeDiagnosis diagnosis =
            diagnostician.diagnose((role == Role.CLIENT ? upgrade.client() : upgrade).account());

        assertThat(diagnosis.cause())
            .isNotIn(HandshakeCause.UPGRADE_STRIPPED, HandshakeCause.ORIGIN_REFUSED);
        ABSENCE.forEach(words -> assertThat(diagnosis.evidence()).doesNotContain(words));
        assertThat(diagnosis.evidence()).isNotBlank().doesNotContain("null");
      }
    }
  }

  /** A client's own request is not known to be what the server saw. */
  @Test
  void aClientDoesNotBlameItsOwnRequest() {
    HandshakeDiagnosis diagnosis =
        diagnostician.diagnose(
            Upgrade.heard(400).asking("", "").key(KeyHeader.BROKEN).version("").account());

    assertThat(diagnosis.rule()).isEqualTo("request-refused");
    assertThat(diagnosis.evidence()).isEqualTo("the server answered 400");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyStoryHasARemedyWithinItsBoundOnEveryStack(Language language) {
    Diagnostician inLanguage = new Diagnostician(language);
    for (UpgradeTale tale : UpgradeTale.ALL) {
      for (String stack : STACKS) {
        assertThat(inLanguage.diagnose(tale.upgrade().accountOn(stack)).remediation())
            .as("%s on %s", tale, stack)
            .hasSizeBetween(10, BOUND)
            .doesNotContain("{");
      }
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(
      textBlock =
          """
          spring              , tomcat , setAllowedOriginPatterns
          spring              , jetty  , setAllowedOriginPatterns
          spring-webflux      , netty  , setCorsConfigurations
          spring-cloud-gateway, netty  , globalcors
                              , tomcat , Configurator.checkOrigin
                              , netty  , CorsConfigBuilder.forOrigins
          """)
  void theRemedyNamesWhereOriginsAreAllowed(String framework, String stack, String setting) {
    Upgrade upgrade = Upgrade.answered(403).from("https://shop.example");
    if (framework != null) {
      upgrade.under(framework);
    }

    assertThat(diagnostician.diagnose(upgrade.accountOn(stack)).remediation()).contains(setting);
  }

  /** No framework is named that is not known to be there. */
  @Test
  void aPlainStackIsNotToldTheSettingsOfAFramework() {
    Upgrade upgrade = Upgrade.answered(403).from("https://shop.example");
    for (String stack : STACKS) {
      assertThat(diagnostician.diagnose(upgrade.accountOn(stack)).remediation())
          .doesNotContain("Spring");
    }
  }

  /** What a server can set helps no client. */
  @Test
  void aClientIsNotToldTheSettingsOfAServer() {
    HandshakeAccount account = Upgrade.heard(403).from("https://shop.example").account();

    assertThat(diagnostician.diagnose(account).remediation()).doesNotContain("Settings in");
  }

  @Test
  void theRemedyHasNginxsTwoLines() {
    assertThat(
            diagnostician
                .diagnose(Upgrade.answered(400).asking("", "close").account())
                .remediation())
        .contains(
            "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; "
                + "proxy_set_header Connection \"upgrade\";");
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      textBlock =
          """
          # origin               , host             , same
          https://chat.example   , chat.example     , true
          https://CHAT.example   , chat.EXAMPLE     , true
          https://chat.example   , chat.example:443 , true
          http://chat.example    , chat.example:80  , true
          http://chat.example:80 , chat.example     , true
          https://chat.example   , chat.example:80  , false
          https://chat.example   , chat.example:8443, false
          https://chat.example:1 , chat.example     , false
          http://[::1]:8080      , [::1]:8080       , true
          http://[::1]           , [::1]            , true
          http://[::1]           , [::2]            , false
          https://chat.example   , example          , false
          https://chat.example   , chat.example.evil, false
          null                   , null             , false
          file://                , ''               , false
          chrome-extension://abc , abc              , false
          """)
  void anOriginIsOfAHost(String origin, String host, boolean same) {
    assertThat(Origins.isOf(origin, host)).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      textBlock =
          """
          # origin                  , forwarded                   , same
          https://chat.example      , chat.example                , true
          https://chat.example:8443 , chat.example                , true
          https://chat.example:8443 , chat.example:8443           , true
          https://chat.example:8443 , chat.example:9443           , false
          https://chat.example      , 'chat.example, inner:8080'  , true
          https://chat.example      , 'inner:8080, chat.example'  , false
          null                      , chat.example                , false
          """)
  void anOriginIsOfAForwardedHost(String origin, String forwarded, boolean same) {
    assertThat(Origins.isOfForwarded(origin, forwarded)).isEqualTo(same);
  }
}
