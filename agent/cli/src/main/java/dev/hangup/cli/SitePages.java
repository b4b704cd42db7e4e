// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.HtmlPage.Surroundings;
import dev.hangup.close.Catalogue;
import dev.hangup.close.Catalogue.DiagnosisRule;
import dev.hangup.close.Catalogue.HandshakeRule;
import dev.hangup.close.Cause;
import dev.hangup.close.CloseCode;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The pages of a site in one language, in a folder of its name. */
final class SitePages {

  /** Sections that links from elsewhere lead to, whatever language they are written in. */
  private static final List<String> SECTIONS =
      List.of(
          "heading.description",
          "heading.seen",
          "heading.fix",
          "heading.differences",
          "heading.use",
          "heading.more",
          "heading.subprotocols");

  private final Language language;
  private final Handbook handbook;
  private final Catalogue catalogue;
  private final Properties words = new Properties();
  private final Map<String, String> anchors = new HashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<List<String>> index = new ArrayList<>();

  SitePages(Language language) {
    this.language = language;
    this.handbook = new Handbook(language);
    this.catalogue = new Catalogue(language);
    try {
      words.load(new StringReader(Site.resource("handbook_" + language.tag() + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Catalogue english = new Catalogue(Language.EN);
    for (String section : SECTIONS) {
      anchors.put(catalogue.text(section), HtmlPage.anchor(english.text(section)));
    }
    for (String list : List.of("codes", "causes", "handshakes", "comparisons")) {
      anchors.put(word(list), list);
    }
  }

  Set<String> keys() {
    return words.stringPropertyNames();
  }

  /** What each file says, by its path below the site's folder. */
  Map<String, String> files() {
    start();
    CloseCodes.all().forEach(this::code);
    for (Cause cause : Cause.values()) {
      cause(cause);
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      String page = handbook.cause(cause).markdown();
      page("handshake/" + cause.id(), cause.id(), catalogue.text(cause), page);
    }
    for (DiagnosisRule rule : catalogue.rules()) {
      // A rule that judges nothing has no cause. Sets are in another order in each JVM.
      if (!rule.causes().isEmpty()) {
        Cause cause = Collections.min(rule.causes());
        indexed(rule.id(), "cause/" + cause.id(), rule.remedy());
      }
    }
    for (HandshakeRule rule : catalogue.handshakeRules()) {
      indexed(rule.id(), "handshake/" + rule.cause().id(), rule.remedy());
    }
    comparisons();
    files.put(language.tag() + "/pages.js", "hangupPages(" + Json.line(index).trim() + ");\n");
    return files;
  }

  private void start() {
    StringBuilder page = new StringBuilder("# ").append(word("title")).append("\n\n");
    page.append(word("intro")).append("\n\n## ").append(word("codes")).append("\n\n");
    row(page, catalogue.text("label.code"), catalogue.text("label.name"), description());
    page.append("| --- | --- | --- |\n");
    for (CloseCode code : CloseCodes.all()) {
      String link = link(code.key(), "code/" + code.key());
      row(page, link, code.name(), catalogue.text(code, "description"));
    }
    page.append("\n## ").append(word("causes")).append("\n\n");
    row(page, catalogue.text("label.cause"), description());
    page.append("| --- | --- |\n");
    for (Cause cause : Cause.values()) {
      row(page, link(quoted(cause.id()), "cause/" + cause.id()), catalogue.text(cause));
    }
    page.append("\n## ").append(word("handshakes")).append("\n\n");
    row(page, catalogue.text("label.cause"), description());
    page.append("| --- | --- |\n");
    for (HandshakeCause cause : HandshakeCause.values()) {
      row(page, link(quoted(cause.id()), "handshake/" + cause.id()), catalogue.text(cause));
    }
    write("index", page.toString());
  }

  private String description() {
    return catalogue.text("heading.description");
  }

  private void code(CloseCode code) {
    StringBuilder page = new StringBuilder(handbook.row(code).markdown());
    page.append("\n## ").append(word("causes")).append("\n\n");
    for (Cause cause : code.causes()) {
      page.append("- ").append(link(quoted(cause.id()), "../cause/" + cause.id())).append(": ");
      page.append(catalogue.text(cause)).append('\n');
    }
    page.append("\n## ").append(word("comparisons")).append("\n\n");
    page.append(
        CloseCodes.all().stream()
            .filter(other -> !other.equals(code))
            .map(other -> link(other.key(), "../compare/" + pair(code, other)))
            .collect(Collectors.joining(", ", "", "\n")));
    String text =
        catalogue.text(code, "description")
            + ' '
            + catalogue.text(code, "seen")
            + ' '
            + catalogue.text(code, "fix");
    page("code/" + code.key(), Handbook.titled(code), text, page.toString());
  }

  private void cause(Cause cause) {
    StringBuilder page = new StringBuilder(handbook.cause(cause).markdown());
    page.append("\n## ").append(word("codes")).append("\n\n");
    for (CloseCode code : CloseCodes.all()) {
      if (code.causes().contains(cause)) {
        page.append("- ").append(link(Handbook.titled(code), "../code/" + code.key()));
        page.append(": ").append(catalogue.text(code, "description")).append('\n');
      }
    }
    page("cause/" + cause.id(), cause.id(), catalogue.text(cause), page.toString());
  }

  private void comparisons() {
    StringBuilder all = new StringBuilder("# ").append(word("comparisons")).append("\n");
    for (CloseCode one : CloseCodes.all()) {
      List<String> links = new ArrayList<>();
      for (CloseCode other : CloseCodes.all()) {
        if (isBefore(one, other)) {
          comparison(one, other);
        }
        if (!one.equals(other)) {
          links.add(link(other.key(), pair(one, other)));
        }
      }
      all.append("\n## ").append(Handbook.titled(one)).append("\n\n");
      all.append(String.join(", ", links)).append('\n');
    }
    write("compare/index", all.toString());
  }

  private void comparison(CloseCode one, CloseCode other) {
    StringBuilder page = new StringBuilder(handbook.comparison(one, other).markdown());
    for (CloseCode each : List.of(one, other)) {
      page.append("\n- ").append(link(Handbook.titled(each), "../code/" + each.key()));
    }
    String title = Handbook.titled(one) + " / " + Handbook.titled(other);
    page("compare/" + pair(one, other), title, "", page.append('\n').toString());
  }

  private static boolean isBefore(CloseCode one, CloseCode other) {
    return CloseCodes.all().indexOf(one) < CloseCodes.all().indexOf(other);
  }

  /** One page for both orders. */
  private static String pair(CloseCode one, CloseCode other) {
    return isBefore(one, other)
        ? one.key() + "-vs-" + other.key()
        : other.key() + "-vs-" + one.key();
  }

  private String word(String key) {
    String word = words.getProperty(key);
    if (word == null) {
      throw new IllegalArgumentException("no word for " + key);
    }
    return word;
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String link(String words, String page) {
    return "[" + words + "](" + page + ".md)";
  }

  private static String quoted(String name) {
    return '`' + name + '`';
  }

  /** Titles and texts are what is searched. */
  private void page(String path, String title, String text, String markdown) {
    index.add(List.of(title, path + ".html", text));
    write(path, markdown);
  }

  private void indexed(String rule, String path, String remedy) {
    index.add(List.of(rule, path + ".html#" + rule, remedy));
  }

  private void write(String path, String markdown) {
    String up = path.indexOf('/') < 0 ? "" : "../";
    String head =
        "<link rel=\"stylesheet\" href=\""
            + up
            + "../style.css\">\n<script defer src=\""
            + up
            + "../search.js\" data-root=\""
            + up
            + "\"></script>";
    Surroundings around = new Surroundings(language.tag(), head, top(path, up), this::anchor);
    files.put(language.tag() + '/' + path + ".html", HtmlPage.of(markdown, around));
  }

  private String anchor(String heading) {
    String known = anchors.get(heading);
    return known != null ? known : heading.matches("[ -~]+") ? HtmlPage.anchor(heading) : "";
  }

  /** The way to the other lists, the search and the same page in the other languages. */
  private String top(String path, String up) {
    StringBuilder top = new StringBuilder("<nav>\n");
    for (String list : List.of("codes", "causes", "handshakes")) {
      way(top, up + "index.html#" + list, word(list));
    }
    way(top, up + "compare/index.html", word("comparisons"));
    top.append("</nav>\n<nav>\n");
    for (Language each : Language.values()) {
      if (each == language) {
        top.append("<b>").append(Site.name(each)).append("</b>\n");
      } else {
        top.append("<a hreflang=\"").append(each.tag()).append("\" lang=\"").append(each.tag());
        top.append("\" href=\"").append(up).append("../").append(each.tag()).append('/');
        top.append(path).append(".html\">").append(Site.name(each)).append("</a>\n");
      }
    }
    String search = HtmlPage.escaped(word("search"));
    return top.append("</nav>\n<input type=\"search\" id=\"search\" hidden=\"\" aria-label=\"")
        .append(search)
        .append("\" placeholder=\"")
        .append(search)
        .append("\">\n<ul id=\"found\" hidden=\"\"></ul>\n")
        .toString();
  }

  private static void way(StringBuilder top, String to, String words) {
    top.append("<a href=\"").append(to).append("\">");
    top.append(HtmlPage.escaped(words)).append("</a>\n");
  }
}
