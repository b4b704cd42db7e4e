// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.cli.HtmlPage;
import dev.hangup.close.Cause;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RunbooksTest {

  private static final Pattern LINK =
      Pattern.compile("]\\((?<page>[^)#:]*)(?:#(?<section>[^)]*))?\\)");

  @Test
  void whatIsCheckedInIsWhatTheCloseKnowledgeSays() throws IOException {
    for (Map.Entry<String, String> file : written().entrySet()) {
      assertThat(Example.file(file.getKey()))
          .as("run runbooks/generate and commit what it writes")
          .isRegularFile()
          .content()
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void noPageIsLeftOverFromAnOlderCatalogue() throws IOException {
    TreeSet<String> pages = new TreeSet<>();
    for (String folder :
        List.of(
            "code", "cause", "handshake", "html", "html/code", "html/cause", "html/handshake")) {
      try (Stream<Path> files = Files.list(Example.file("runbooks/" + folder))) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> pages.add("runbooks/" + folder + "/" + file.getFileName()));
      }
    }
    assertThat(written().keySet()).containsAll(pages);
  }

  @Test
  void everyPageHasTheSectionThatAlertsLeadTo() throws IOException {
    written()
        .forEach(
            (name, text) -> {
              if (name.startsWith("runbooks/c")) {
                assertThat(text).as(name).contains("\n## How to fix it\n");
              } else if (name.startsWith("runbooks/html/c")) {
                assertThat(text).as(name).contains("<h2 id=\"how-to-fix-it\">");
              }
            });
  }

  /** As a browser follows them: a page that is there, and in it an element of that id. */
  @Test
  void everyLinkOfAPageOfHtmlLeadsSomewhere() throws IOException {
    Pattern link = Pattern.compile("href=\"(?<page>[^\"#:]*)(?:#(?<id>[^\"]*))?\"");
    Path html = Example.file("runbooks/html");
    int followed = 0;
    try (Stream<Path> pages = Files.walk(html)) {
      for (Path page : pages.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(page);
        assertThat(text).as(page.toString()).doesNotContain(".md\"", "\\_", "**", "](");
        Matcher found = link.matcher(text);
        while (found.find()) {
          Path target =
              found.group("page").isEmpty() ? page : page.resolveSibling(found.group("page"));
          assertThat(target.normalize()).as(found.group()).startsWith(html).isRegularFile();
          if (found.group("id") != null) {
            assertThat(Files.readString(target)).contains("id=\"" + found.group("id") + "\"");
          }
          followed++;
        }
      }
    }
    assertThat(followed).isGreaterThan(100);
  }

  @Test
  void everyPageOfHtmlIsWellFormed() throws Exception {
    for (Map.Entry<String, String> file : written().entrySet()) {
      if (file.getKey().endsWith(".html")) {
        String xml =
            file.getValue()
                .replaceFirst("<!doctype html>", "")
                .replaceAll("<(meta [^>]*)>", "<$1/>");
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
      }
    }
  }

  private static Map<String, String> written() throws IOException {
    return new Runbooks().files(Example.file("."));
  }

  /** The codes of a range are not those of the one it begins with, which has a page of its own. */
  @Test
  void aRangeHasAPageOfItsOwn() throws IOException {
    assertThat(written().get("runbooks/code/3000-3999.md"))
        .contains("# 3000-3999 Registered Use\n")
        .doesNotContain("Unauthorized");
  }

  @Test
  void everyCauseHasARemedy() {
    Runbooks runbooks = new Runbooks();
    for (Cause cause : Cause.values()) {
      assertThat(runbooks.remedy(cause)).as(cause.id()).hasSizeGreaterThan(20).doesNotContain("{");
    }
  }

  @Test
  void everyLinkOfARunbookLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    try (Stream<Path> pages = Files.walk(Example.file("runbooks"))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        brokenLinks(page, broken);
      }
    }
    brokenLinks(Example.file("README.md"), broken);
    assertThat(broken).isEmpty();
  }

  private static void brokenLinks(Path page, List<String> broken) throws IOException {
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      Path target =
          link.group("page").isEmpty() ? page : page.resolveSibling(link.group("page")).normalize();
      if (!Files.exists(target)
          || (link.group("section") != null && !sections(target).contains(link.group("section")))) {
        broken.add(page + ": " + link.group());
      }
    }
  }

  /** Anchors as GitHub and GitLab make them of headings. */
  static List<String> sections(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> HtmlPage.anchor(line.replaceFirst("^#+ ", "")))
        .toList();
  }
}
