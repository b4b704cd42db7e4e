// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.HtmlPage.Surroundings;
import dev.hangup.close.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** All pages in all languages as files of a site that is served, or opened, as it is. */
final class Site {

  /** How each language names itself. */
  private static final Map<Language, String> NAMES =
      Map.of(
          Language.EN, "English",
          Language.HI, "\u0939\u093f\u0928\u094d\u0926\u0940",
          Language.VI, "Ti\u1ebfng Vi\u1ec7t",
          Language.ID, "Bahasa Indonesia",
          Language.JA, "\u65e5\u672c\u8a9e");

  private Site() {}

  /** What each file says, by its path below the site's folder. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("style.css", HtmlPage.style() + "\n");
    files.put("search.js", resource("handbook.js"));
    StringBuilder start = new StringBuilder("# hangup\n");
    for (Language language : Language.values()) {
      files.putAll(new SitePages(language).files());
      start.append("\n- [").append(name(language)).append("](").append(language.tag());
      start.append("/README.md)");
    }
    String head = "<link rel=\"stylesheet\" href=\"style.css\">";
    files.put(
        "index.html",
        HtmlPage.of(start.append('\n').toString(), new Surroundings("en", head, "", text -> "")));
    return files;
  }

  static String name(Language language) {
    return String.valueOf(NAMES.get(language));
  }

  static String resource(String name) {
    try (InputStream in = Site.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("hangup: " + name + " is missing from the jar");
      }
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      StringBuilder text = new StringBuilder();
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        text.append((char) next);
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
