// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Term;
import dev.hangup.cli.Block.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The documents of an agent as pages. */
final class WhyPages {

  private final WhyWords words;

  /** Remedies come in the language of the asked agent; else the catalogue has them here. */
  private final boolean translates;

  WhyPages(WhyWords words, boolean translates) {
    this.words = words;
    this.translates = translates;
  }

  Page report(Facts summary) {
    List<Block> blocks = new ArrayList<>();
    Facts agent = summary.object("agent");
    Facts totals = summary.object("totals");
    blocks.add(new Heading(1, words.of("title", agent.whole("pid"), agent.text("version"))));
    blocks.add(
        new Terms(
            List.of(
                new Term(words.of("jvm"), agent.text("vm") + ' ' + agent.text("java")),
                new Term(words.of("stacks"), String.join(", ", agent.texts("stacks"))),
                new Term(
                    words.of("since"),
                    words.of(
                        "since.totals",
                        WhyWords.clock(agent.text("since")),
                        totals.whole("opened"),
                        totals.whole("closed"),
                        totals.whole("abnormal"),
                        totals.whole("handshakesFailed"))))));
    blocks.add(new Heading(2, words.of("open")));
    blocks.add(open(summary.objects("open")));
    blocks.add(new Heading(2, words.of("ends", WhyWords.duration(summary.number("window")))));
    ends(summary, blocks);
    return new Document(blocks, summary.members());
  }

  private Block open(List<Facts> routes) {
    if (routes.isEmpty()) {
      return new Paragraph(words.of("open.none"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Facts route : routes) {
      rows.add(
          List.of(
              series(route),
              count(route, "open"),
              count(route, "closing"),
              count(route, "silent"),
              count(route, "pingUnanswered"),
              count(route, "handshakes"),
              WhyWords.duration(route.number("longestSilence")),
              WhyWords.duration(route.number("oldest"))));
    }
    return new Table(
        List.of(
            words.of("route"),
            words.of("open.open"),
            words.of("open.closing"),
            words.of("open.silent"),
            words.of("open.ping"),
            words.of("open.handshake"),
            words.of("open.silence"),
            words.of("open.oldest")),
        rows);
  }

  private static String count(Facts route, String name) {
    return Long.toString(route.whole(name));
  }

  private static String series(Facts of) {
    return of.text("role") + ' ' + of.text("stack") + ' ' + of.orDash("route");
  }

  private void ends(Facts summary, List<Block> blocks) {
    List<Facts> groups = summary.objects("ends");
    double window = summary.number("window");
    double before = summary.number("before");
    boolean any = false;
    for (Facts group : groups) {
      if (group.whole("count") > 0) {
        any = true;
        end(group, window, before, blocks);
      }
    }
    if (!any) {
      blocks.add(new Paragraph(words.of("ends.none")));
    }
    List<String> gone = new ArrayList<>();
    for (Facts group : groups) {
      if (group.whole("count") == 0 && group.is("abnormal")) {
        gone.add(
            words.of("gone", group.whole("before"), group.text("cause") + ", " + series(group)));
      }
    }
    if (!gone.isEmpty()) {
      blocks.add(new Heading(2, words.of("gone.title")));
      gone.forEach(each -> blocks.add(new Paragraph(each)));
    }
  }

  private void end(Facts group, double window, double before, List<Block> blocks) {
    blocks.add(new Heading(3, group.whole("count") + " \u00d7 " + verdict(group)));
    List<Term> terms = new ArrayList<>();
    terms.add(new Term(words.of("route"), series(group)));
    terms.add(
        new Term(
            words.of("when"),
            WhyWords.clock(group.text("first"))
                + " \u2013 "
                + WhyWords.clock(group.text("last"))
                + "; "
                + change(group, window, before)));
    terms.add(new Term(words.of("evidence"), group.text("evidence")));
    if (group.is("abnormal")) {
      terms.add(new Term(words.of("remedy"), remedy(group)));
    }
    blocks.add(new Terms(terms));
  }

  private String remedy(Facts end) {
    String translated = translates ? words.remedy(end) : "";
    return translated.isEmpty() ? end.text("remediation") : translated;
  }

  private static String verdict(Facts end) {
    String code =
        end.has("code")
            ? " \u00b7 " + end.whole("code") + ' ' + end.text("name")
            : end.has("status") ? " \u00b7 HTTP " + end.whole("status") : "";
    return end.text("cause") + code;
  }

  /** A rate beside a rate: the two times are of different length. */
  private String change(Facts group, double window, double before) {
    if (before < window) {
      return words.of("change.unknown");
    }
    double expected = group.whole("before") * window / before;
    if (group.whole("before") == 0) {
      return words.of("change.new");
    }
    double times = group.whole("count") / expected;
    String rate = String.format(Locale.ROOT, times < 10 ? "%.1f" : "%.0f", times);
    return words.of("change.times", group.whole("before"), rate);
  }

  Page closes(Facts document) {
    List<List<String>> rows = new ArrayList<>();
    for (Facts end : document.objects("ends")) {
      rows.add(
          List.of(
              WhyWords.clock(end.text("time")),
              series(end),
              WhyWords.duration(end.number("duration")),
              verdict(end),
              end.text("evidence") + trace(end)));
    }
    return page(
        document,
        words.of("closes"),
        rows,
        words.of("ends.none"),
        List.of(
            words.of("time"),
            words.of("route"),
            words.of("age"),
            words.of("cause"),
            words.of("evidence")));
  }

  private static String trace(Facts end) {
    return (end.has("trace") ? " \u00b7 trace " + end.text("trace") : "")
        + (end.has("connection") ? " \u00b7 id " + end.text("connection") : "");
  }

  Page connections(Facts document) {
    List<List<String>> rows = new ArrayList<>();
    for (Facts each : document.objects("connections")) {
      Facts received = each.object("received");
      Facts sent = each.object("sent");
      rows.add(
          List.of(
              series(each),
              each.orDash("peer"),
              WhyWords.duration(each.number("age")),
              each.has("silence") ? WhyWords.duration(each.number("silence")) : "-",
              received.whole("frames") + "/" + sent.whole("frames"),
              WhyWords.bytes(received.whole("bytes")) + '/' + WhyWords.bytes(sent.whole("bytes")),
              WhyWords.bytes(Math.max(received.whole("maxMessage"), sent.whole("maxMessage"))),
              each.has("ping") ? WhyWords.duration(each.number("ping")) : "-",
              risks(each)));
    }
    return page(
        document,
        words.of("connections", document.whole("count")),
        rows,
        words.of("open.none"),
        List.of(
            words.of("route"),
            words.of("peer"),
            words.of("age"),
            words.of("silence"),
            words.of("frames"),
            words.of("bytes"),
            words.of("largest"),
            words.of("ping"),
            words.of("risk")));
  }

  private String risks(Facts connection) {
    List<String> risks = new ArrayList<>();
    for (Facts risk : connection.objects("risks")) {
      risks.add(
          switch (risk.text("kind")) {
            case "closing" ->
                words.of("risk.closing", WhyWords.duration(connection.number("closing")));
            case "ping" ->
                words.of("risk.ping", WhyWords.duration(connection.number("unanswered")));
            case "handshake" -> words.of("risk.handshake");
            case "silent" -> words.of("risk.silent");
            case "idle" -> words.of("risk.idle", risk.whole("limit"), risk.text("of"));
            case "size" -> words.of("risk.size", risk.whole("limit"), risk.text("of"));
            default -> risk.text("kind");
          });
    }
    return risks.isEmpty() ? "-" : String.join("; ", risks);
  }

  private static Page page(
      Facts document, String title, List<List<String>> rows, String none, List<String> header) {
    Block content = rows.isEmpty() ? new Paragraph(none) : new Table(header, rows);
    return new Document(List.of(new Heading(1, title), content), document.members());
  }

  /** One line of {@code --follow}. */
  String line(Facts end) {
    String id = end.has("connection") ? " | id " + end.text("connection") : "";
    return WhyWords.clock(end.text("time"))
        + ' '
        + series(end)
        + " | "
        + verdict(end)
        + (end.has("initiator") ? " \u00b7 " + words.of("by." + by(end)) : "")
        + " | "
        + end.text("evidence")
        + id;
  }

  private static String by(Facts end) {
    String initiator = end.text("initiator");
    return initiator.equals("local") || initiator.equals("remote") ? initiator : "unknown";
  }
}
