// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.CloseCode;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import dev.hangup.observer.ObserverSettings;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class SiteTest {

  private static final Map<String, String> FILES = Site.files();

  /** What a browser fetches by itself, and what a click leads to. */
  private static final Pattern LINK =
      Pattern.compile("(?:href|src)=\"(?<page>[^\"#]*)(?:#(?<id>[^\"]*))?\"");

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyCodeCauseAndPairHasAPage(Language language) {
    String folder = language.tag() + "/";
    for (CloseCode one : CloseCodes.all()) {
      assertThat(FILES.get(folder + "code/" + one.key() + ".html"))
          .contains("<html lang=\"" + language.tag() + "\">", "<h2 id=\"how-to-fix-it\">")
          .contains(">" + one.key() + " " + one.name() + "</h1>");
      for (CloseCode other : CloseCodes.all()) {
        if (CloseCodes.all().indexOf(one) < CloseCodes.all().indexOf(other)) {
          assertThat(FILES.get(folder + "compare/" + one.key() + "-vs-" + other.key() + ".html"))
              .contains("<h2 id=\"key-differences\">")
              .contains("<b>" + one.key() + "</b>", "<b>" + other.key() + "</b>");
        }
      }
    }
    for (Cause cause : Cause.values()) {
      assertThat(FILES.get(folder + "cause/" + cause.id() + ".html"))
          .contains("<h2 id=\"how-to-fix-it\">", "<h2 id=\"codes\">");
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      assertThat(FILES.get(folder + "handshake/" + cause.id() + ".html"))
          .contains("<h2 id=\"how-to-fix-it\">");
    }
  }

  @Test
  void everyLinkLeadsToAPageAndAPlaceInIt() {
    int followed = 0;
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Matcher link = LINK.matcher(file.getValue());
      while (link.find()) {
        if (!link.group("page").startsWith("https://")) {
          assertLeadsSomewhere(file.getKey(), link);
          followed++;
        }
      }
    }
    assertThat(followed).isGreaterThan(10_000);
  }

  private static void assertLeadsSomewhere(String from, Matcher link) {
    if (link.group("page").isEmpty()) {
      return;
    }
    String to = Path.of(from).resolveSibling(link.group("page")).normalize().toString();
    assertThat(FILES).as("%s in %s", link.group(), from).containsKey(to);
    if (link.group("id") != null) {
      assertThat(FILES.get(to)).as("%s in %s", link.group(), from).contains(id(link.group("id")));
    }
  }

  private static String id(String id) {
    return " id=\"" + id + "\"";
  }

  @Test
  void nothingIsFetchedFromElsewhere() {
    FILES.forEach(
        (name, text) -> {
          assertThat(text).as(name).doesNotContain("url(", "@import", "fetch(", "XMLHttpRequest");
          assertThat(text).as(name).doesNotContainPattern("(src|<link [^>]*href)=\"(https?:|//)");
        });
    assertThat(FILES.get("style.css") + FILES.get("search.js")).doesNotContain("http", "innerHTML");
  }

  @Test
  void everyPageIsWellFormed() throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      if (file.getKey().endsWith(".html")) {
        String xml =
            file.getValue()
                .replaceFirst("<!doctype html>", "")
                .replaceAll("<((?:meta|link|input) [^>]*)>", "<$1/>")
                .replace("<script defer ", "<script ");
        assertThat(builder.parse(new InputSource(new StringReader(xml)))).isNotNull();
        assertThat(file.getValue()).as(file.getKey()).doesNotContain(".md\"", "\\_", "**", "](");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void whatIsSearchedLeadsToEachPageAndRule(Language language) {
    String index = String.valueOf(FILES.get(language.tag() + "/pages.js"));
    assertThat(index).startsWith("hangupPages([").endsWith("]);\n");
    String json = index.substring("hangupPages(".length(), index.lastIndexOf(')'));
    List<?> pages = (List<?>) JsonReader.object("{\"pages\":" + json + "}").get("pages");
    for (Object page : pages) {
      String[] path = String.valueOf(((List<?>) page).get(1)).split("#", 2);
      assertThat(FILES).containsKey(language.tag() + "/" + path[0]);
      if (path.length > 1) {
        assertThat(FILES.get(language.tag() + "/" + path[0])).contains(id(path[1]));
      }
    }
    assertThat(json)
        .contains("[\"dropped-while-silent\"", "[\"1002 Protocol Error / 1009 Message Too Big\"");
  }

  /** What {@code hangup.help.url} leads to. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void thePageThatAClosesAttributeNamesIsThere(Language language) {
    ObserverSettings settings =
        ObserverSettings.read(
            Map.of("hangup.help.url", "file:///site/", "hangup.language", language.tag()),
            Map.of(),
            warning -> {});
    for (Cause cause : Cause.values()) {
      String page = String.valueOf(settings.helpOn(cause));
      assertThat(page).startsWith("file:///site/");
      assertThat(FILES).containsKey(page.substring("file:///site/".length()));
    }
  }

  @Test
  void noPlaceHasTheNameOfAnother() {
    Pattern id = Pattern.compile(" id=\"([^\"]*)\"");
    FILES.forEach(
        (name, text) ->
            assertThat(id.matcher(text).results().map(found -> found.group(1)))
                .as(name)
                .doesNotHaveDuplicates()
                .doesNotContain(""));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void allLanguagesHaveTheSameWords(Language language) {
    assertThat(new SitePages(language).keys()).isEqualTo(new SitePages(Language.EN).keys());
  }
}
