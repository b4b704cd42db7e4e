// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.Block.Heading;
import dev.hangup.cli.Block.Link;
import dev.hangup.cli.Block.Paragraph;
import dev.hangup.cli.Block.Table;
import dev.hangup.cli.Block.Term;
import dev.hangup.cli.Block.Terms;
import dev.hangup.close.Catalogue;
import dev.hangup.close.Catalogue.DiagnosisRule;
import dev.hangup.close.Catalogue.HandshakeRule;
import dev.hangup.close.Cause;
import dev.hangup.close.CloseCode;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import dev.hangup.close.SubprotocolCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages of one language: what to read about a code, a pair of codes, a cause, a rule. */
public final class Handbook {

  private static final List<String> SECTIONS = List.of("description", "seen", "fix", "use");

  private final Catalogue catalogue;
  private final List<Point> points;

  public Handbook(Language language) {
    this.catalogue = new Catalogue(language);
    this.points =
        List.of(
            new Point("topic", row -> catalogue.text(row.topic())),
            new Point("fault", row -> catalogue.text(row.fault())),
            new Point("travels", row -> yesOrNo(maySomebodySend(row))),
            new Point("sender", row -> roles(row.clientMaySend(), row.serverMaySend())),
            new Point("error", row -> roles(row.errorForClient(), row.errorForServer())),
            new Point("retry", row -> catalogue.text(row.retry())),
            new Point("causes", row -> String.join(", ", ids(row.causes().stream()))));
  }

  /** Something rows can be compared by. */
  private record Point(String id, Function<CloseCode, String> of) {}

  /** All there is to say about a code. */
  public Page code(int code) {
    CloseCode row = CloseCodes.of(code);
    return page(code + " " + row.name(), row, SubprotocolCode.of(code), false, facts(row, code));
  }

  /** What a code says in a subprotocol. */
  public Page code(int code, SubprotocolCode known) {
    CloseCode row = CloseCodes.of(code);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, code + " " + known.name()));
    section(blocks, "subprotocols", owner(known) + ": " + known.says());
    section(blocks, "fix", catalogue.text(known));
    section(blocks, "description", catalogue.text(row, "description"));
    Map<String, Object> facts = facts(row, code);
    facts.put("subprotocols", List.of(facts(known)));
    return new Document(blocks, facts);
  }

  /** All codes of a subprotocol. */
  public Page subprotocol(String subprotocol) {
    List<SubprotocolCode> known =
        SubprotocolCode.all().stream()
            .filter(
                each ->
                    each.kind() == SubprotocolCode.Kind.SUBPROTOCOL
                        && each.owners().contains(subprotocol))
            .toList();
    List<String> header =
        Stream.of("label.code", "label.name", "heading.description", "heading.fix")
            .map(catalogue::text)
            .toList();
    return new Document(
        List.of(
            new Heading(1, subprotocol),
            new Table(
                header,
                known.stream()
                    .map(
                        each ->
                            List.of(range(each), each.name(), each.says(), catalogue.text(each)))
                    .toList())),
        known.stream().map(this::facts).toList());
  }

  private static String owner(SubprotocolCode code) {
    return String.join(", ", code.owners());
  }

  private static String range(SubprotocolCode code) {
    return code.from() == code.to() ? Integer.toString(code.from()) : code.from() + "-" + code.to();
  }

  private Map<String, Object> facts(SubprotocolCode code) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("of", owner(code));
    facts.put("kind", code.kind().name().toLowerCase(Locale.ROOT));
    facts.put("code", range(code));
    facts.put("name", code.name());
    facts.put("says", code.says());
    facts.put("fix", catalogue.text(code));
    return facts;
  }

  /** Everything on the codes of a row as {@link #allCodes} names it; null where there is none. */
  public @Nullable Page range(String key) {
    for (CloseCode row : CloseCodes.all()) {
      if (row.key().equals(key)) {
        return range(row);
      }
    }
    return null;
  }

  private Page range(CloseCode row) {
    return page(titled(row), row, within(row), true, facts(row, row.from()));
  }

  /** All there is to say about a row of {@link #allCodes}, be it a code or a range. */
  public Page row(CloseCode row) {
    return row.isRange() ? range(row) : code(row.from());
  }

  /** The codes of subprotocols and frameworks in a row; those of services would be a long list. */
  private static List<SubprotocolCode> within(CloseCode row) {
    return SubprotocolCode.all().stream()
        .filter(each -> each.kind() != SubprotocolCode.Kind.SERVICE && row.covers(each.from()))
        .toList();
  }

  private Page page(
      String title,
      CloseCode row,
      List<SubprotocolCode> elsewhere,
      boolean numbered,
      Map<String, Object> facts) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, title));
    SECTIONS.forEach(section -> section(blocks, section, catalogue.text(row, section)));
    if (!elsewhere.isEmpty()) {
      blocks.add(new Heading(2, catalogue.text("heading.subprotocols")));
      blocks.add(new Terms(elsewhere.stream().map(each -> term(each, numbered)).toList()));
      facts.put("subprotocols", elsewhere.stream().map(this::facts).toList());
    }
    blocks.add(new Heading(2, catalogue.text("heading.more")));
    blocks.add(new Terms(terms(row)));
    blocks.add(new Link(row.reference(), row.link()));
    return new Document(blocks, facts);
  }

  private Term term(SubprotocolCode code, boolean numbered) {
    return new Term(
        owner(code) + (numbered ? " " + range(code) : "") + " " + code.name(),
        code.says() + ". " + catalogue.text(code));
  }

  /** All rows, short. */
  public Page allCodes() {
    List<String> header =
        Stream.of("label.code", "label.name", "heading.description").map(catalogue::text).toList();
    List<List<String>> rows =
        CloseCodes.all().stream()
            .map(row -> List.of(row.key(), row.name(), catalogue.text(row, "description")))
            .toList();
    return new Document(
        List.of(new Table(header, rows)),
        CloseCodes.all().stream().map(row -> facts(row, row.from())).toList());
  }

  /** Two codes side by side. */
  public Page comparison(int a, int b) {
    return comparison(List.of(Side.of(a), Side.of(b)));
  }

  /** Two rows of {@link #allCodes} side by side. */
  public Page comparison(CloseCode a, CloseCode b) {
    return comparison(List.of(Side.of(a), Side.of(b)));
  }

  /**
   * One of two that are compared.
   *
   * @param name the code, or the range's codes
   * @param code for programs
   */
  private record Side(String name, CloseCode row, int code) {
    static Side of(int code) {
      return new Side(Integer.toString(code), CloseCodes.of(code), code);
    }

    static Side of(CloseCode row) {
      return new Side(row.key(), row, row.from());
    }

    String title() {
      return name + ' ' + row.name();
    }
  }

  private Page comparison(List<Side> sides) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, sides.stream().map(Side::title).collect(Collectors.joining(" / "))));
    for (String heading : List.of("description", "seen", "fix")) {
      both(blocks, heading, sides);
    }
    blocks.add(new Heading(2, catalogue.text("heading.differences")));
    List<Map<String, Object>> differences = new ArrayList<>();
    for (Point point : points) {
      difference(point, sides, blocks, differences);
    }
    if (differences.isEmpty()) {
      blocks.add(new Paragraph(catalogue.text("label.alike")));
    }
    both(blocks, "use", sides);
    blocks.add(new Heading(2, catalogue.text("heading.more")));
    sides.stream()
        .map(side -> new Link(side.row().reference(), side.row().link()))
        .distinct()
        .forEach(blocks::add);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("codes", sides.stream().map(side -> facts(side.row(), side.code())).toList());
    facts.put("differences", differences);
    return new Document(blocks, facts);
  }

  /** What to do about a cause: every rule that ends in it, with its remedy. */
  public Page cause(Cause cause) {
    Map<String, String> remedies = new LinkedHashMap<>();
    rulesOf(cause).forEach(rule -> remedies.put(rule.id(), rule.remedy()));
    List<String> settings =
        rulesOf(cause).flatMap(rule -> rule.settings().stream()).distinct().toList();
    return cause(cause.id(), catalogue.text(cause), remedies, settings);
  }

  /** Likewise about why an upgrade came to nothing. */
  public Page cause(HandshakeCause cause) {
    Map<String, String> remedies = new LinkedHashMap<>();
    rulesOf(cause).forEach(rule -> remedies.put(rule.id(), rule.remedy()));
    List<String> settings =
        rulesOf(cause).flatMap(rule -> rule.settings().stream()).distinct().toList();
    return cause(cause.id(), catalogue.text(cause), remedies, settings);
  }

  private Page cause(
      String id, String description, Map<String, String> remedies, List<String> settings) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, id));
    section(blocks, "description", description);
    blocks.add(new Heading(2, catalogue.text("heading.fix")));
    blocks.add(
        new Terms(
            remedies.entrySet().stream()
                .map(entry -> new Term(entry.getKey(), entry.getValue()))
                .toList()));
    settings.forEach(each -> blocks.add(new Paragraph(each)));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cause", id);
    facts.put("description", description);
    facts.put("remedies", remedies);
    facts.put("settings", settings);
    return new Document(blocks, facts);
  }

  private Stream<DiagnosisRule> rulesOf(Cause cause) {
    return catalogue.rules().stream().filter(rule -> rule.causes().contains(cause));
  }

  private Stream<HandshakeRule> rulesOf(HandshakeCause cause) {
    return catalogue.handshakeRules().stream().filter(rule -> rule.cause() == cause);
  }

  /** What a rule of the diagnosis ends in and what to do about it; null where there is none. */
  public @Nullable Page rule(String id) {
    for (DiagnosisRule rule : catalogue.rules()) {
      if (rule.id().equals(id)) {
        Map<String, String> causes = new TreeMap<>();
        rule.causes().forEach(cause -> causes.put(cause.id(), catalogue.text(cause)));
        return rule(id, causes, rule.remedy(), rule.settings());
      }
    }
    for (HandshakeRule rule : catalogue.handshakeRules()) {
      if (rule.id().equals(id)) {
        Map<String, String> causes = Map.of(rule.cause().id(), catalogue.text(rule.cause()));
        return rule(id, causes, rule.remedy(), rule.settings());
      }
    }
    return null;
  }

  private Page rule(String id, Map<String, String> causes, String remedy, List<String> settings) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, id));
    blocks.add(new Heading(2, catalogue.text("label.causes")));
    blocks.add(
        new Terms(
            causes.entrySet().stream()
                .map(each -> new Term(each.getKey(), each.getValue()))
                .toList()));
    section(blocks, "fix", remedy);
    settings.forEach(each -> blocks.add(new Paragraph(each)));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rule", id);
    facts.put("causes", List.copyOf(causes.keySet()));
    facts.put("remedy", remedy);
    facts.put("settings", settings);
    return new Document(blocks, facts);
  }

  /** A code that is reserved for a standard to come is in no Close frame of today. */
  private static boolean maySomebodySend(CloseCode row) {
    return row.travels() && (row.clientMaySend() || row.serverMaySend());
  }

  private void both(List<Block> blocks, String heading, List<Side> sides) {
    blocks.add(new Heading(2, catalogue.text("heading." + heading)));
    blocks.add(terms(sides, row -> catalogue.text(row, heading)));
  }

  private static Terms terms(List<Side> sides, Function<CloseCode, String> of) {
    return new Terms(
        sides.stream().map(side -> new Term(side.name(), of.apply(side.row()))).toList());
  }

  private void difference(
      Point point, List<Side> sides, List<Block> blocks, List<Map<String, Object>> differences) {
    List<String> values = sides.stream().map(Side::row).map(point.of()).toList();
    if (values.get(0).equals(values.get(1))) {
      return;
    }
    String label = catalogue.text("label." + point.id());
    blocks.add(new Heading(3, label));
    blocks.add(terms(sides, point.of()));
    Map<String, Object> difference = new LinkedHashMap<>();
    difference.put("point", point.id());
    difference.put("label", label);
    difference.put("values", values);
    differences.add(difference);
  }

  static String titled(CloseCode row) {
    return row.key() + ' ' + row.name();
  }

  private void section(List<Block> blocks, String heading, String text) {
    blocks.add(new Heading(2, catalogue.text("heading." + heading)));
    blocks.add(new Paragraph(text));
  }

  private List<Term> terms(CloseCode row) {
    return points.stream()
        .map(point -> new Term(catalogue.text("label." + point.id()), point.of().apply(row)))
        .toList();
  }

  private static List<String> ids(Stream<Cause> causes) {
    return causes.map(Cause::id).toList();
  }

  private Map<String, Object> facts(CloseCode row, int code) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("code", code);
    facts.put("row", row.key());
    facts.put("name", row.name());
    SECTIONS.forEach(section -> facts.put(section, catalogue.text(row, section)));
    facts.put("topic", row.topic().id());
    facts.put("fault", row.fault().id());
    facts.put("travels", maySomebodySend(row));
    facts.put("clientMaySend", row.clientMaySend());
    facts.put("serverMaySend", row.serverMaySend());
    facts.put("errorForClient", row.errorForClient());
    facts.put("errorForServer", row.errorForServer());
    facts.put("retry", row.retry().id());
    facts.put("causes", ids(row.causes().stream()));
    facts.put("reference", row.reference());
    facts.put("link", row.link());
    return facts;
  }

  private String yesOrNo(boolean value) {
    return catalogue.text(value ? "label.yes" : "label.no");
  }

  private String roles(boolean client, boolean server) {
    if (client && server) {
      return catalogue.text("label.both");
    } else if (client) {
      return catalogue.text("label.client");
    }
    return catalogue.text(server ? "label.server" : "label.nobody");
  }
}
