// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Block.Heading;
import dev.hangup.close.Block.Link;
import dev.hangup.close.Block.Paragraph;
import dev.hangup.close.Block.Table;
import dev.hangup.close.Block.Term;
import dev.hangup.close.Block.Terms;
import dev.hangup.codec.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The close knowledge in one language: what to read about a code, a pair of codes, a cause. */
public final class Handbook {

  private final Texts texts;
  private final List<Point> points;

  public Handbook(Language language) {
    this.texts = Texts.in(language);
    this.points =
        List.of(
            new Point("topic", row -> texts.word(row.topic())),
            new Point("fault", row -> texts.word(row.fault())),
            new Point("travels", row -> yesOrNo(maySomebodySend(row))),
            new Point("sender", row -> roles(row.clientMaySend(), row.serverMaySend())),
            new Point("error", row -> roles(row.errorForClient(), row.errorForServer())),
            new Point("retry", row -> texts.word(row.retry())),
            new Point("causes", row -> String.join(", ", causes(row))));
  }

  /** Something rows can be compared by. */
  private record Point(String id, Function<CloseCode, String> of) {}

  /** One sentence on what a code means. */
  public String description(int code) {
    return text(CloseCodes.of(code), "description");
  }

  /** When a code is seen. */
  public String seen(int code) {
    return text(CloseCodes.of(code), "seen");
  }

  /** How to fix what a code tells of. */
  public String fix(int code) {
    return text(CloseCodes.of(code), "fix");
  }

  /** When to use a code. */
  public String use(int code) {
    return text(CloseCodes.of(code), "use");
  }

  /** One sentence on what a cause means. */
  public String description(Cause cause) {
    return texts.get("cause." + cause.id());
  }

  /** All there is to say about a code. */
  public Page code(int code) {
    CloseCode row = CloseCodes.of(code);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, code + " " + row.name()));
    section(blocks, "description", text(row, "description"));
    section(blocks, "seen", text(row, "seen"));
    section(blocks, "fix", text(row, "fix"));
    section(blocks, "use", text(row, "use"));
    blocks.add(new Heading(2, texts.get("heading.more")));
    blocks.add(new Terms(terms(row)));
    blocks.add(new Link(row.reference(), row.link()));
    return new Document(blocks, facts(code));
  }

  /** All rows, short. */
  public Page allCodes() {
    List<String> header =
        Stream.of("label.code", "label.name", "heading.description").map(texts::get).toList();
    List<List<String>> rows =
        CloseCodes.all().stream()
            .map(row -> List.of(row.key(), row.name(), text(row, "description")))
            .toList();
    return new Document(
        List.of(new Table(header, rows)),
        CloseCodes.all().stream().map(row -> facts(row.from())).toList());
  }

  /** Two codes side by side. */
  public Page comparison(int a, int b) {
    List<Integer> codes = List.of(a, b);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Heading(1, codes.stream().map(Handbook::titled).collect(Collectors.joining(" / "))));
    for (String heading : List.of("description", "seen", "fix")) {
      both(blocks, heading, codes);
    }
    blocks.add(new Heading(2, texts.get("heading.differences")));
    List<Map<String, Object>> differences = new ArrayList<>();
    for (Point point : points) {
      difference(point, codes, blocks, differences);
    }
    if (differences.isEmpty()) {
      blocks.add(new Paragraph(texts.get("label.alike")));
    }
    both(blocks, "use", codes);
    blocks.add(new Heading(2, texts.get("heading.more")));
    codes.stream()
        .map(CloseCodes::of)
        .map(row -> new Link(row.reference(), row.link()))
        .distinct()
        .forEach(blocks::add);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("codes", codes.stream().map(this::facts).toList());
    facts.put("differences", differences);
    return new Document(blocks, facts);
  }

  /** What to do about a cause: every story that ends in it, with its remedy. */
  public Page cause(Cause cause) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, cause.id()));
    section(blocks, "description", description(cause));
    blocks.add(new Heading(2, texts.get("heading.fix")));
    Map<String, String> remedies = remedies(cause);
    blocks.add(
        new Terms(
            remedies.entrySet().stream()
                .map(entry -> new Term(entry.getKey(), entry.getValue()))
                .toList()));
    List<String> settings = settings(cause);
    settings.forEach(each -> blocks.add(new Paragraph(each)));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cause", cause.id());
    facts.put("description", description(cause));
    facts.put("remedies", remedies);
    facts.put("settings", settings);
    return new Document(blocks, facts);
  }

  /** What a rule of the diagnosis ends in and what to do about it; null where there is none. */
  public @Nullable Page rule(String id) {
    for (Story story : Story.values()) {
      if (story.id().equals(id)) {
        return rule(story);
      }
    }
    return null;
  }

  private Page rule(Story story) {
    List<String> causes = story.causes().stream().map(Cause::id).sorted().toList();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, story.id()));
    blocks.add(new Heading(2, texts.get("label.causes")));
    blocks.add(
        new Terms(causes.stream().map(id -> new Term(id, texts.get("cause." + id))).toList()));
    section(blocks, "fix", remedy(story));
    List<String> settings = settings(List.of(story));
    settings.forEach(each -> blocks.add(new Paragraph(each)));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rule", story.id());
    facts.put("causes", causes);
    facts.put("remedy", remedy(story));
    facts.put("settings", settings);
    return new Document(blocks, facts);
  }

  /** A code that is reserved for a standard to come is in no Close frame of today. */
  private static boolean maySomebodySend(CloseCode row) {
    return row.travels() && (row.clientMaySend() || row.serverMaySend());
  }

  /** What to do about each story that ends in a cause, the most particular story first. */
  public Map<String, String> remedies(Cause cause) {
    Map<String, String> remedies = new LinkedHashMap<>();
    for (Story story : Story.values()) {
      if (story.causes().contains(cause)) {
        remedies.put(story.id(), remedy(story));
      }
    }
    return remedies;
  }

  /** What the stacks call the settings that the remedies of a cause are about. */
  private List<String> settings(Cause cause) {
    return settings(
        Arrays.stream(Story.values()).filter(story -> story.causes().contains(cause)).toList());
  }

  private List<String> settings(List<Story> stories) {
    return stories.stream()
        .flatMap(story -> Diagnostician.concerns(story).stream())
        .distinct()
        .flatMap(concern -> Settings.ofAllStacks(texts, concern).stream())
        .distinct()
        .toList();
  }

  /** For both roles where they differ. */
  private String remedy(Story story) {
    return Arrays.stream(Role.values())
        .map(role -> Diagnostician.remedy(texts, story, role))
        .map(remedy -> remedy.replace(Diagnostician.INTERVAL, "N"))
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private void both(List<Block> blocks, String heading, List<Integer> codes) {
    blocks.add(new Heading(2, texts.get("heading." + heading)));
    blocks.add(terms(codes, row -> text(row, heading)));
  }

  private static Terms terms(List<Integer> codes, Function<CloseCode, String> of) {
    return new Terms(
        codes.stream()
            .map(code -> new Term(Integer.toString(code), of.apply(CloseCodes.of(code))))
            .toList());
  }

  private void difference(
      Point point, List<Integer> codes, List<Block> blocks, List<Map<String, Object>> differences) {
    List<String> values = codes.stream().map(CloseCodes::of).map(point.of()).toList();
    if (values.get(0).equals(values.get(1))) {
      return;
    }
    String label = texts.get("label." + point.id());
    blocks.add(new Heading(3, label));
    blocks.add(terms(codes, point.of()));
    Map<String, Object> difference = new LinkedHashMap<>();
    difference.put("point", point.id());
    difference.put("label", label);
    difference.put("values", values);
    differences.add(difference);
  }

  private static String titled(int code) {
    return code + " " + CloseCodes.of(code).name();
  }

  private void section(List<Block> blocks, String heading, String text) {
    blocks.add(new Heading(2, texts.get("heading." + heading)));
    blocks.add(new Paragraph(text));
  }

  private List<Term> terms(CloseCode row) {
    List<Term> terms = new ArrayList<>();
    for (Point point : points) {
      terms.add(new Term(texts.get("label." + point.id()), point.of().apply(row)));
    }
    return terms;
  }

  private static List<String> causes(CloseCode row) {
    return row.causes().stream().map(Cause::id).toList();
  }

  private Map<String, Object> facts(int code) {
    CloseCode row = CloseCodes.of(code);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("code", code);
    facts.put("row", row.key());
    facts.put("name", row.name());
    for (String text : List.of("description", "seen", "fix", "use")) {
      facts.put(text, text(row, text));
    }
    facts.put("topic", row.topic().id());
    facts.put("fault", row.fault().id());
    facts.put("travels", maySomebodySend(row));
    facts.put("clientMaySend", row.clientMaySend());
    facts.put("serverMaySend", row.serverMaySend());
    facts.put("errorForClient", row.errorForClient());
    facts.put("errorForServer", row.errorForServer());
    facts.put("retry", row.retry().id());
    facts.put("causes", causes(row));
    facts.put("reference", row.reference());
    facts.put("link", row.link());
    return facts;
  }

  private String text(CloseCode row, String text) {
    return texts.get(row.key() + "." + text);
  }

  private String yesOrNo(boolean value) {
    return texts.get(value ? "label.yes" : "label.no");
  }

  private String roles(boolean client, boolean server) {
    if (client && server) {
      return texts.get("label.both");
    } else if (client) {
      return texts.get("label.client");
    }
    return texts.get(server ? "label.server" : "label.nobody");
  }
}
