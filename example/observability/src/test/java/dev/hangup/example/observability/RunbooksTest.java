// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbooksTest {

  private static final Pattern LINK =
      Pattern.compile("]\\((?<page>[^)#:]*)(?:#(?<section>[^)]*))?\\)");

  @Test
  void whatIsCheckedInIsWhatTheCloseKnowledgeSays() throws IOException {
    for (Map.Entry<String, String> file : new Runbooks().files().entrySet()) {
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
    for (String folder : List.of("runbooks/code", "runbooks/cause")) {
      try (Stream<Path> files = Files.list(Example.file(folder))) {
        files.forEach(file -> pages.add(folder + "/" + file.getFileName()));
      }
    }
    assertThat(new Runbooks().files().keySet()).containsAll(pages);
  }

  @Test
  void everyPageHasTheSectionThatAlertsLeadTo() {
    new Runbooks()
        .files()
        .forEach(
            (name, text) -> {
              if (name.startsWith("runbooks/c")) {
                assertThat(text).as(name).contains("\n## How to fix it\n");
              }
            });
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
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }
}
