// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markdown as a page of HTML, for a web server that serves files as they are. It knows what the
 * pages of the command line and the runbooks use and no more: headings, paragraphs, lists, tables,
 * code, links, bold.
 */
public final class HtmlPage {

  private static final Pattern INLINE =
      Pattern.compile(
          "`(?<code>[^`]+)`"
              + "|\\[(?<words>(?:[^\\]\\\\]|\\\\.)+)]\\((?<address>[^)]+)\\)"
              + "|\\*\\*(?<bold>[^*]+)\\*\\*"
              + "|\\\\(?<escaped>.)");

  /** A list's entry on a rule of the diagnosis, whose name is small letters and dashes. */
  private static final Pattern RULE = Pattern.compile("\\*\\*(?<id>[a-z][a-z0-9-]*)\\*\\*: .*");

  /** For pages that stand alone. */
  private static final Surroundings ALONE =
      new Surroundings("en", "<style>" + style() + "</style>", "", HtmlPage::anchor);

  private final Surroundings around;
  private final StringBuilder out = new StringBuilder();
  private String title = "hangup";
  private String open = "";

  private HtmlPage(Surroundings around) {
    this.around = around;
  }

  /**
   * What stands around the text of a page.
   *
   * @param language its tag
   * @param head elements of the head that all pages have
   * @param before what stands before the text
   * @param anchor by heading, what links lead to; empty where nothing does
   */
  record Surroundings(
      String language, String head, String before, Function<String, String> anchor) {}

  /** A page that stands alone. */
  public static String of(String markdown) {
    return of(markdown, ALONE);
  }

  static String of(String markdown, Surroundings around) {
    HtmlPage page = new HtmlPage(around);
    boolean code = false;
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("```")) {
        page.enter(code ? "" : "pre");
        code = !code;
      } else if (code) {
        page.out.append(escaped(line)).append('\n');
      } else {
        page.line(line);
      }
    }
    page.enter("");
    return "<!doctype html>\n<html lang=\""
        + around.language()
        + "\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
        + page.title
        + "</title>\n"
        + around.head()
        + "\n</head>\n<body>\n"
        + around.before()
        + page.out
        + "</body>\n</html>\n";
  }

  /** The one style of all pages, for light and dark screens and narrow ones. */
  static String style() {
    return ":root{color-scheme:light dark}"
        + "body{font:1rem/1.5 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}"
        + "pre{overflow:auto;padding:.7rem;background:#8882}"
        + "table{border-collapse:collapse;display:block;overflow:auto}"
        + "td,th{border:1px solid #8886;padding:.3rem .5rem;text-align:left}"
        + "nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin-bottom:.5rem}"
        + "input{font:inherit;width:100%;box-sizing:border-box}"
        + ":target{background:#fd06}";
  }

  /** As GitHub and GitLab name the anchors of headings, so that links hold in both forms. */
  public static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }

  private void line(String line) {
    if (line.isBlank()) {
      enter("");
    } else if (line.startsWith("<!--")) {
      out.append(line).append('\n');
    } else if (line.startsWith("#")) {
      heading(line);
    } else if (line.startsWith("- ")) {
      enter("ul");
      Matcher rule = RULE.matcher(line.substring(2));
      out.append(rule.matches() ? "<li id=\"" + rule.group("id") + "\">" : "<li>");
      out.append(inline(line.substring(2))).append("</li>\n");
    } else if (line.startsWith("| ")) {
      row(line);
    } else {
      enter("p");
      out.append(inline(line)).append('\n');
    }
  }

  private void heading(String line) {
    enter("");
    int level = line.indexOf(' ');
    String text = line.substring(level + 1);
    if (level == 1) {
      title = inline(text);
    }
    String anchor = around.anchor().apply(text);
    String id = anchor.isEmpty() ? "" : " id=\"" + anchor + "\"";
    out.append("<h%d%s>%s</h%d>\n".formatted(level, id, inline(text), level));
  }

  private void row(String line) {
    if (line.matches("[| -]+")) {
      return;
    }
    String cell = open.equals("table") ? "td" : "th";
    enter("table");
    out.append("<tr>");
    for (String text : line.substring(2, line.lastIndexOf('|')).split(" \\| ?", -1)) {
      out.append("<%s>%s</%s>".formatted(cell, inline(text.strip()), cell));
    }
    out.append("</tr>\n");
  }

  /** Closes what is open, unless it goes on, and opens the next. */
  private void enter(String element) {
    if (open.equals(element)) {
      return;
    }
    if (!open.isEmpty()) {
      out.append("</").append(open).append(">\n");
    }
    if (!element.isEmpty()) {
      out.append('<').append(element).append(">\n");
    }
    open = element;
  }

  private static String inline(String text) {
    StringBuilder html = new StringBuilder();
    Matcher found = INLINE.matcher(text);
    int from = 0;
    while (found.find()) {
      html.append(plain(text.substring(from, found.start()))).append(element(found));
      from = found.end();
    }
    return html.append(plain(text.substring(from))).toString();
  }

  private static String element(Matcher found) {
    if (found.group("code") != null) {
      return "<code>" + escaped(found.group("code")) + "</code>";
    } else if (found.group("words") != null) {
      String address =
          found
              .group("address")
              .replaceFirst("^(?![a-z]+:)(.*?)README\\.md", "$1index.html")
              .replaceFirst("^(?![a-z]+:)(.*?)\\.md", "$1.html");
      return "<a href=\"" + escaped(address) + "\">" + inline(found.group("words")) + "</a>";
    } else if (found.group("bold") != null) {
      return "<b>" + inline(found.group("bold")) + "</b>";
    }
    return plain(found.group("escaped"));
  }

  /** In Markdown's texts the sign that opens an element is an entity already. */
  private static String plain(String text) {
    return escaped(text.replace("&lt;", "<"));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
