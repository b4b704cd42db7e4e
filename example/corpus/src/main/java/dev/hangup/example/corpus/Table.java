// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts by family and by application, as Markdown. */
final class Table {

  private Table() {}

  record Cell(String family, String app, Outcome.Kind kind) {}

  static String of(List<Cell> cells) {
    Map<String, Map<Outcome.Kind, Integer>> families = new LinkedHashMap<>();
    Map<String, Map<Outcome.Kind, Integer>> apps = new TreeMap<>();
    Map<Outcome.Kind, Integer> all = new EnumMap<>(Outcome.Kind.class);
    for (Cell each : cells) {
      count(families, each.family(), each.kind());
      count(apps, each.app(), each.kind());
      all.merge(each.kind(), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "| | staged | right | only the words are not | not judged | wrong | not seen | skipped |\n");
    text.append("| --- | --: | --: | --: | --: | --: | --: | --: |\n");
    families.forEach((name, counts) -> line(text, name, counts));
    apps.forEach((name, counts) -> line(text, "on " + name, counts));
    line(text, "**all**", all);
    return text.toString();
  }

  private static void count(
      Map<String, Map<Outcome.Kind, Integer>> counts, String name, Outcome.Kind kind) {
    counts
        .computeIfAbsent(name, key -> new EnumMap<>(Outcome.Kind.class))
        .merge(kind, 1, Integer::sum);
  }

  private static void line(StringBuilder text, String name, Map<Outcome.Kind, Integer> counts) {
    int skipped = count(counts, Outcome.Kind.SKIPPED);
    int played = counts.values().stream().mapToInt(Integer::intValue).sum() - skipped;
    text.append(
        "| %s | %d | %s | %s | %s | %s | %s | %s |\n"
            .formatted(
                name,
                played - count(counts, Outcome.Kind.NOT_STAGED),
                some(count(counts, Outcome.Kind.RIGHT)),
                some(count(counts, Outcome.Kind.FLAWED)),
                some(count(counts, Outcome.Kind.NOT_JUDGED) + count(counts, Outcome.Kind.SILENT)),
                some(count(counts, Outcome.Kind.WRONG)),
                some(count(counts, Outcome.Kind.LOST)),
                some(skipped)));
  }

  private static int count(Map<Outcome.Kind, Integer> counts, Outcome.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  private static String some(int count) {
    return count == 0 ? "" : Integer.toString(count);
  }
}
