// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Term;
import dev.hangup.cli.Block.Terms;
import dev.hangup.cli.Reading.Format;
import dev.hangup.cli.join.Blame;
import dev.hangup.cli.join.End;
import dev.hangup.cli.join.Ends;
import dev.hangup.cli.join.Export;
import dev.hangup.cli.join.JoinVerdict;
import dev.hangup.close.Catalogue;
import dev.hangup.close.Catalogue.DiagnosisRule;
import dev.hangup.close.Language;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A verdict for each connection that both ends told of, and a word on all others. */
final class JoinPage {

  /** So many connections that are not judged are named on a page for people; JSON has all. */
  private static final int NAMED = 20;

  private static final int OPENING = 12;

  private final Catalogue catalogue;
  private final Catalogue english = new Catalogue(Language.EN);
  private final boolean inEnglish;
  private final List<Export> exports;
  private final Ends ends;
  private final List<JoinVerdict> verdicts;

  JoinPage(Language language, List<Export> exports, Ends ends) {
    this.catalogue = new Catalogue(language);
    this.inEnglish = language == Language.EN;
    this.exports = exports;
    this.ends = ends;
    this.verdicts = ends.pairs().stream().map(JoinVerdict::of).collect(Collectors.toList());
  }

  /** A connection at a time: all of them at once may take more memory than there is. */
  void print(Format format, PrintStream out, boolean terminal) {
    if (format == Format.JSON) {
      out.print("{");
      array(out, "\n", "pairs", verdicts, this::facts);
      array(out, ",\n", "unpaired", ends.unpaired(), JoinPage::facts);
      array(out, ",\n", "repeated", ends.repeated(), JoinPage::facts);
      out.print(",\n  \"withoutId\": " + ends.withoutId());
      out.print(",\n  \"leftOut\": " + ends.leftOut());
      array(out, ",\n", "read", exports, JoinPage::facts);
      out.print("\n}\n");
      return;
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, title()));
    if (!verdicts.isEmpty()) {
      blocks.add(summary());
    }
    print(blocks, format, out, terminal);
    for (JoinVerdict verdict : verdicts) {
      out.println();
      pair(blocks, verdict);
      print(blocks, format, out, terminal);
    }
    out.println();
    unpaired(blocks);
    repeated(blocks);
    sources(blocks);
    print(blocks, format, out, terminal);
  }

  private static void print(List<Block> blocks, Format format, PrintStream out, boolean terminal) {
    Document part = new Document(blocks, "");
    out.print(format == Format.TEXT ? part.text(Reading.COLUMNS, terminal) : part.markdown());
    blocks.clear();
  }

  private static <T> void array(
      PrintStream out, String before, String name, List<T> all, Function<T, Object> facts) {
    out.print(before + "  \"" + name + "\": [");
    String comma = "";
    for (T each : all) {
      out.print(comma + "\n    " + Json.of(facts.apply(each)).trim().replace("\n", "\n    "));
      comma = ",";
    }
    out.print(all.isEmpty() ? "]" : "\n  ]");
  }

  private String title() {
    return verdicts.isEmpty()
        ? "No connection is told by both ends"
        : verdicts.size() == 1
            ? "1 connection told by both ends"
            : verdicts.size() + " connections told by both ends";
  }

  /** How often which side is to blame, by which rule; the most frequent first. */
  private Block summary() {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (JoinVerdict verdict : verdicts) {
      counts.merge(
          List.of(catalogue.text(verdict.blame().label()), verdict.rule().id()), 1, Integer::sum);
    }
    List<List<String>> rows = new ArrayList<>();
    counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .forEach(
            each -> {
              List<String> row = new ArrayList<>(each.getKey());
              row.add(Integer.toString(each.getValue()));
              rows.add(row);
            });
    return new Table(
        List.of(
            catalogue.text("label.blame"),
            catalogue.text("label.rule"),
            catalogue.text("label.connections")),
        rows);
  }

  private void pair(List<Block> blocks, JoinVerdict verdict) {
    End server = server(verdict);
    blocks.add(new Heading(2, title(server)));
    List<Term> terms = new ArrayList<>();
    terms.add(new Term(catalogue.text("label.blame"), blame(verdict)));
    terms.add(new Term(catalogue.text("label.verdict"), verdict.sentence()));
    terms.add(new Term(catalogue.text("label.server"), account(server)));
    terms.add(new Term(catalogue.text("label.client"), account(client(verdict))));
    if (!verdict.clocks().isEmpty()) {
      terms.add(new Term(catalogue.text("label.clocks"), verdict.clocks()));
    }
    terms.add(new Term(catalogue.text("heading.fix"), remedy(verdict)));
    blocks.add(new Terms(terms));
  }

  private static End server(JoinVerdict verdict) {
    return verdict.one().isServer() ? verdict.one() : verdict.other();
  }

  private static End client(JoinVerdict verdict) {
    return verdict.one().isServer() ? verdict.other() : verdict.one();
  }

  private static String title(End end) {
    return end.where().isEmpty() ? end.id() : end.id() + " " + end.where();
  }

  private String blame(JoinVerdict verdict) {
    return catalogue.text(verdict.blame().label()) + " (" + verdict.rule().id() + ")";
  }

  /** What one end saw: the code, who began, the cause, the evidence, the time, who told it. */
  private String account(End end) {
    String told = end.code() + " " + (end.cause().isEmpty() ? "" : end.cause() + " ");
    if (end.initiator().equals("local")) {
      told += "(this side hung up)";
    } else if (end.initiator().equals("remote")) {
      told += "(the peer hung up)";
    } else {
      told += "(who hung up is unknown)";
    }
    told += ": " + (end.evidence().isEmpty() ? "no evidence told" : end.evidence());
    if (end.endEpochNanos() >= 0) {
      told += "; ended " + time(end);
    }
    if (end.lived() >= 0) {
      told += String.format(Locale.ROOT, " after %.1f s", end.lived());
    }
    return told + "; told by " + by(end);
  }

  private static String by(End end) {
    return end.service().isEmpty() ? end.source() : end.service() + " in " + end.source();
  }

  private static String time(End end) {
    return Instant.ofEpochMilli(end.endEpochNanos() / 1_000_000).toString();
  }

  private String remedy(JoinVerdict verdict) {
    End adviser = verdict.adviser();
    if (adviser == null) {
      return catalogue
          .text(verdict.remedyKey())
          .replace("{interval}", Long.toString(verdict.interval()));
    }
    String side = catalogue.text(adviser.isServer() ? "label.server" : "label.client");
    return side + ": " + advice(adviser);
  }

  /**
   * As the agent told it, which names settings of its stack, unless it did so in another language.
   */
  private String advice(End adviser) {
    for (DiagnosisRule rule : catalogue.rules()) {
      if (rule.id().equals(adviser.rule())) {
        return inEnglish && isEnglish(adviser) ? adviser.remedy() : withoutPlaces(rule.remedy());
      }
    }
    return adviser.remedy().isEmpty()
        ? catalogue.text("join.unclear")
        : adviser.remedy(); // of a rule that this version does not have
  }

  private boolean isEnglish(End adviser) {
    String told = adviser.remedy();
    return told.length() > OPENING
        && english.rules().stream()
            .filter(rule -> rule.id().equals(adviser.rule()))
            .anyMatch(rule -> rule.remedy().contains(told.substring(0, OPENING)));
  }

  private static String withoutPlaces(String text) {
    return text.replace("{interval}", "N");
  }

  private void unpaired(List<Block> blocks) {
    List<Term> terms = new ArrayList<>();
    for (End end : ends.unpaired()) {
      if (terms.size() < NAMED) {
        terms.add(
            new Term(
                end.id(),
                catalogue.text(end.isServer() ? "label.server" : "label.client")
                    + ": "
                    + end.code()
                    + " "
                    + end.cause()
                    + "; told by "
                    + by(end)));
      }
    }
    if (!terms.isEmpty()) {
      blocks.add(new Heading(2, catalogue.text("heading.unpaired")));
      blocks.add(new Terms(terms));
      more(blocks, ends.unpaired().size());
    }
  }

  private void repeated(List<Block> blocks) {
    List<Term> terms = new ArrayList<>();
    for (List<End> each : ends.repeated()) {
      if (terms.size() < NAMED) {
        terms.add(new Term(each.get(0).id(), toldBy(each)));
      }
    }
    if (!terms.isEmpty()) {
      blocks.add(new Heading(2, catalogue.text("heading.repeated")));
      blocks.add(new Terms(terms));
      more(blocks, ends.repeated().size());
    }
  }

  /** A key that came again, or a program between that passes the key on and is observed too. */
  private static String toldBy(List<End> told) {
    return "this id is no connection's own: it was told by "
        + told.stream()
            .map(end -> (end.isServer() ? "a server" : "a client") + " (" + by(end) + ")")
            .collect(Collectors.joining(", "));
  }

  private static void more(List<Block> blocks, int all) {
    if (all > NAMED) {
      blocks.add(new Paragraph("And " + (all - NAMED) + " more; --format json has all of them."));
    }
  }

  private void sources(List<Block> blocks) {
    blocks.add(new Heading(2, catalogue.text("heading.read")));
    List<Term> terms = new ArrayList<>();
    exports.forEach(export -> terms.add(new Term(export.name(), said(export))));
    blocks.add(new Terms(terms));
    if (ends.withoutId() > 0) {
      blocks.add(
          new Paragraph(
              ends.withoutId()
                  + " ends have no websocket.connection.id, as over HTTP/2, and cannot be paired."));
    }
    if (ends.leftOut() > 0) {
      blocks.add(
          new Paragraph(
              ends.leftOut()
                  + " ends were left out: there was no room for more connections. Those that"
                  + " are missing an end above may have it among them; join less at once."));
    }
  }

  private static String said(Export export) {
    String said = export.ends() + (export.ends() == 1 ? " end" : " ends") + " of connections";
    if (export.brokenLines() > 0) {
      said +=
          "; "
              + export.brokenLines()
              + " broken, the rest was read ("
              + String.join("; ", export.broken())
              + (export.brokenLines() > export.broken().size() ? "; ..." : "")
              + ")";
    }
    if (export.otherLines() > 0) {
      said +=
          "; "
              + export.otherLines()
              + (export.otherLines() == 1 ? " line that is" : " lines that are")
              + " no JSON"
              + (export.otherLines() == 1 ? " was" : " were")
              + " passed over";
    }
    return said;
  }

  private static Object facts(List<End> repeated) {
    return repeated.stream().map(JoinPage::facts).collect(Collectors.toList());
  }

  private Map<String, Object> facts(JoinVerdict verdict) {
    Blame blame = verdict.blame();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("connection", verdict.one().id());
    facts.put("blame", blame.id());
    facts.put("rule", verdict.rule().id());
    facts.put("verdict", verdict.sentence());
    facts.put("remedy", remedy(verdict));
    facts.put("clocks", verdict.clocks());
    facts.put("server", facts(server(verdict)));
    facts.put("client", facts(client(verdict)));
    return facts;
  }

  private static Map<String, Object> facts(End end) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("connection", end.id());
    facts.put("role", end.isServer() ? "server" : "client");
    facts.put("source", end.source());
    facts.put("service", end.service());
    facts.put("route", end.where());
    facts.put("code", end.code());
    facts.put("initiator", end.initiator());
    facts.put("cause", end.cause());
    facts.put("rule", end.rule());
    facts.put("evidence", end.evidence());
    if (end.sentCode() >= 0) {
      facts.put("sentCode", end.sentCode());
    }
    if (end.receivedCode() >= 0) {
      facts.put("receivedCode", end.receivedCode());
    }
    if (end.endEpochNanos() >= 0) {
      facts.put("end", time(end));
    }
    if (end.lived() >= 0) {
      facts.put("seconds", end.lived());
    }
    return facts;
  }

  private static Map<String, Object> facts(Export export) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("source", export.name());
    facts.put("ends", export.ends());
    facts.put("brokenLines", export.brokenLines());
    facts.put("broken", export.broken());
    facts.put("otherLines", export.otherLines());
    return facts;
  }
}
