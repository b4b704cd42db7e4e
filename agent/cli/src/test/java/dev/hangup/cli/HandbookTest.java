// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Catalogue;
import dev.hangup.close.Cause;
import dev.hangup.close.CloseCode;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HandbookTest {

  private static final int COLUMNS = 100;

  private final Handbook english = new Handbook(Language.EN);

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyPageFitsTheScreen(Language language) {
    Handbook handbook = new Handbook(language);
    for (CloseCode row : CloseCodes.all()) {
      assertFits(handbook.code(row.from()));
    }
    for (Cause cause : Cause.values()) {
      assertFits(handbook.cause(cause));
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      assertFits(handbook.cause(cause));
    }
    assertFits(handbook.allCodes());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyPairOfRowsHasAPageWithBothSidesInEveryForm(Language language) {
    Handbook handbook = new Handbook(language);
    Catalogue catalogue = new Catalogue(language);
    for (CloseCode a : CloseCodes.all()) {
      for (CloseCode b : CloseCodes.all()) {
        if (!a.equals(b)) {
          Page page = handbook.comparison(a.from(), b.from());
          assertFits(page);
          assertThat(page.markdown())
              .contains(
                  "- **"
                      + a.from()
                      + "**: "
                      + catalogue.text(CloseCodes.of(a.from()), "description"),
                  "- **" + b.from() + "**: " + catalogue.text(CloseCodes.of(b.from()), "fix"));
          assertThat(page.json())
              .contains(
                  "\"" + catalogue.text(CloseCodes.of(a.from()), "seen") + "\"",
                  "\"" + catalogue.text(CloseCodes.of(b.from()), "use") + "\"");
        }
      }
    }
  }

  private static void assertFits(Page page) {
    assertThat(page.text(COLUMNS, false).lines())
        .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(COLUMNS));
  }

  @Test
  void aCodeIsExplained() {
    assertThat(english.code(1009).text(COLUMNS, false))
        .isEqualTo(
            """
            1009 Message Too Big

            Description
              A message or frame is larger than its receiver accepts.

            When you see it
              Large uploads, huge JSON documents or batches meet the frame or message limit of the receiver,
              which is often a small default.

            How to fix it
              Split the data into smaller messages. If messages of that size are expected, raise the limit of
              the receiver and of every proxy on the way.

            Which to use when
              Send 1009 when a message is legal but over your limit.

            Learn more
              What it is about         how big a message is
              Usually at fault         whoever sent the refused message
              May be in a Close frame  yes
              May be sent by           client and server
              Counts as an error for   client and server
              Reconnect                only after the cause is fixed; the same data fails again
              Causes                   message_too_big
              RFC 6455 7.4.1  https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4.1
            """);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a | b    | point            | of a                                 | of b
          1002 | 1009 | What it is about | how frames are built                 | how big a message is
          1000 | 1009 | Reconnect        | not needed                           | only after the cause is fixed; the same data fails again
          1001 | 1009 | Counts as an error for | nobody                         | client and server
          1002 | 1006 | May be in a Close frame | yes                           | no
          1007 | 1009 | What it is about | what a message contains              | how big a message is
          1012 | 1010 | May be sent by   | server                               | client
          """)
  void differencesAreToldPointByPoint(int a, int b, String point, String ofA, String ofB) {
    assertThat(english.comparison(a, b).text(COLUMNS, false))
        .contains("  " + point + "\n    " + a + "  " + ofA + "\n    " + b + "  " + ofB + "\n");
  }

  @Test
  void codesThatAreHandledAlikeSaySo() {
    assertThat(english.comparison(3000, 3003).text(COLUMNS, false))
        .contains("Key differences\n  Both are handled alike; only their meaning differs.\n");
  }

  @Test
  void coloursAreThereOnlyWhenAskedFor() {
    Page page = english.code(1006);

    assertThat(page.text(COLUMNS, false)).doesNotContain("\u001b");
    assertThat(page.text(COLUMNS, true)).contains("\u001b[1;36m1006 Abnormal Closure\u001b[0m");
  }

  @Test
  void aCauseNamesTheSettingsOfEveryStack() {
    assertThat(english.cause(Cause.MESSAGE_TOO_BIG).markdown())
        .contains("\nSettings in Tomcat: Session.setMaxTextMessageBufferSize, ")
        .contains("\nSettings in Jetty: setMaxBinaryMessageSize, ")
        .contains("\nSettings in Netty: WebSocketDecoderConfig.Builder.maxFramePayloadLength, ")
        .contains("\nSettings in Spring on Tomcat: ServletServerContainerFactoryBean.");
  }

  @Test
  void aCauseTellsEveryRemedyThatMayBelongToIt() {
    assertThat(english.cause(Cause.IDLE_DROP).markdown())
        .startsWith(
            """
            # idle\\_drop

            ## Description

            The connection ended without a Close frame after a silent spell, as proxies, load balancers and firewalls do it.

            ## How to fix it

            - **dropped-at-a-known-limit**: Something between the two sides cuts silent connections. Send a ping every N seconds, half of that limit, or raise the idle limit of the proxy or load balancer.
            - **dropped-while-silent**: A proxy, load balancer, firewall or NAT usually drops silent connections. Send a ping every N seconds, half of the silent spell, and check the idle limits on the way.
            """);
  }

  @Test
  void everyCauseHasARemedy() {
    for (Cause cause : Cause.values()) {
      assertThat(english.cause(cause).markdown()).as(cause.id()).contains("- **");
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      assertThat(english.cause(cause).markdown()).as(cause.id()).contains("- **");
    }
  }

  @Test
  void aCauseOfAFailedHandshakeIsExplainedLikeOneOfAClose() {
    assertThat(english.cause(HandshakeCause.ORIGIN_REFUSED).markdown())
        .startsWith("# origin\\_refused\n")
        .contains("If pages of this origin should connect, allow it by name")
        .contains("\nSettings in Spring on Tomcat: setAllowedOrigins or setAllowedOriginPatterns ")
        .contains("\nSettings in Netty: CorsConfigBuilder.forOrigins ");
  }

  /** What stands in one attribute must not mean something else in the next. */
  @Test
  void noWordIsExplainedTwice() {
    Catalogue catalogue = new Catalogue(Language.EN);
    List<String> words = new ArrayList<>();
    Arrays.stream(Cause.values()).map(Cause::id).forEach(words::add);
    Arrays.stream(HandshakeCause.values()).map(HandshakeCause::id).forEach(words::add);
    catalogue.rules().forEach(rule -> words.add(rule.id()));
    catalogue.handshakeRules().forEach(rule -> words.add(rule.id()));

    assertThat(words).doesNotHaveDuplicates();
    words.stream()
        .filter(word -> word.indexOf('-') > 0)
        .forEach(word -> assertThat(english.rule(word)).as(word).isNotNull());
  }

  @Test
  void jsonIsForProgramsInEveryLanguage() {
    assertThat(new Handbook(Language.JA).code(1001).json())
        .startsWith("{\n  \"code\": 1001,\n  \"row\": \"1001\",\n  \"name\": \"Going Away\",\n")
        .contains("\"retry\": \"with-backoff\"", "\"travels\": true")
        .contains("\"causes\": [\n    \"going_away\",\n")
        .endsWith("}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # value          | json
          say "hi"         | "say \\"hi\\""
          back\\slash      | "back\\\\slash"
          日本             | "日本"
          """)
  void jsonStringsAreEscaped(String text, String json) {
    assertThat(Json.of(text)).isEqualTo(json + "\n");
  }

  @Test
  void controlCharactersDoNotBreakJson() {
    assertThat(Json.of("a\u0001\nb")).isEqualTo("\"a\\u0001\\nb\"\n");
  }

  @Test
  void aRangeIsComparedAsItself() {
    assertThat(english.comparison(CloseCodes.of(3000), CloseCodes.of(3999)).text(COLUMNS, false))
        .startsWith("3000 Unauthorized / 3000-3999 Registered Use\n")
        .contains("3000-3999  For libraries and frameworks that register their codes");
    assertThat(english.row(CloseCodes.of(3999)).markdown())
        .startsWith("# 3000-3999 Registered Use\n")
        .contains("For libraries and frameworks");
  }

  /** A row for a range must not be told as the code it begins with, which has a row of its own. */
  @Test
  void aRangeIsARowOfItsOwn() {
    String rows = english.allCodes().json();
    assertThat(rows).containsOnlyOnce("\"name\": \"Unauthorized\"");
    assertThat(rows).contains("\"row\": \"3000-3999\"");
  }
}
