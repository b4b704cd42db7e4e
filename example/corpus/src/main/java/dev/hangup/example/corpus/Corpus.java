// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stages endings and refused handshakes with known truth, and compares them with what the agent
 * says.
 *
 * <pre>{@code
 * Corpus HOME AGENT.jar [--short] [--story ID] [--app NAME] [--family WORDS] [--again FILE] [--list]
 *     [--causes N]
 * }</pre>
 */
public final class Corpus {

  private static final int AT_ONCE = 14;

  /** Of causes: a stall of one JVM must not be one of all the others. */
  private static final int CAUSES_AT_ONCE = 6;

  private static final String HEADING = "### ";

  /** More than there are rows. */
  private static final int ONCE_MORE = 10_000;

  private Corpus() {}

  /**
   * One story with one application, and what came of it.
   *
   * @param isMore another peer does the same with this application
   */
  private record Row(int number, Story story, String app, String peer, boolean isMore) {

    String name() {
      return story.id() + " on " + app + " with " + peer;
    }
  }

  private record Result(Row row, Outcome outcome, @Nullable Told told) {}

  /**
   * Ends with 0 only if nothing is wrong, everything could be staged and 98 of 100 are right; of
   * the short selection all must be.
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Path agent = Path.of(arguments[1]).toAbsolutePath();
    Choice choice = Choice.of(Arrays.asList(arguments).subList(2, arguments.length));
    List<Row> rows = rows(choice);
    if (choice.list()) {
      rows.forEach(row -> System.out.println(row.name() + ": " + row.story().truth()));
      System.out.println(rows.size() + " in all");
      return;
    }
    Path logs = home.resolve("target/run");
    Files.createDirectories(logs);
    Places places = new Places(home, agent, Files.createTempDirectory(logs, "run"));
    List<Result> results;
    try (Collector collector = new Collector();
        Applications applications = new Applications(places, collector)) {
      results =
          play(
              places, collector, applications, rows, choice.times() > 0 ? CAUSES_AT_ONCE : AT_ONCE);
    }
    boolean good = report(places, results, choice.isShort() || choice.times() > 0);
    if (choice.times() > 0) {
      count(results);
    }
    System.exit(good ? 0 : 1);
  }

  /** What was asked for on the command line. */
  private record Choice(
      boolean isShort,
      boolean list,
      int times,
      List<String> stories,
      List<String> apps,
      List<String> families,
      Set<String> names) {

    static Choice of(List<String> words) throws IOException {
      boolean isShort = false;
      boolean list = false;
      int times = 0;
      List<String> stories = new ArrayList<>();
      List<String> apps = new ArrayList<>();
      List<String> families = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (int i = 0; i < words.size(); i++) {
        switch (words.get(i)) {
          case "--short" -> isShort = true;
          case "--list" -> list = true;
          case "--causes" -> times = Integer.parseInt(words.get(++i));
          case "--story" -> stories.add(words.get(++i));
          case "--app" -> apps.add(words.get(++i));
          case "--family" -> families.add(words.get(++i));
          case "--again" -> names.addAll(named(Path.of(words.get(++i))));
          default -> throw new IllegalArgumentException("'" + words.get(i) + "' is no option");
        }
      }
      return new Choice(isShort, list, times, stories, apps, families, names);
    }

    /** The rows that an earlier run's findings are about. */
    private static Set<String> named(Path findings) throws IOException {
      try (Stream<String> lines = Files.lines(findings)) {
        return lines
            .filter(line -> line.startsWith(HEADING))
            .map(line -> line.substring(HEADING.length(), line.lastIndexOf(": ")))
            .collect(Collectors.toSet());
      }
    }

    boolean wants(Row row) {
      Story story = row.story();
      String app = row.app();
      boolean named =
          stories.contains(story.id())
              || families.contains(story.family())
              || (stories.isEmpty() && families.isEmpty());
      return named
          && (apps.isEmpty() || apps.contains(app))
          && (names.isEmpty() || names.contains(row.name()))
          && (!isShort || (story.isShort() && !row.isMore() && !app.endsWith(Story.OLDER)));
    }
  }

  /** Peers take turns over the applications, unless a story wants all of them. */
  private static List<Row> rows(Choice choice) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (choice.times() == 0) {
      add(rows, Story.read(), choice, 0);
    }
    int number = 0;
    for (int time = 0; time < choice.times(); time++) {
      number = add(rows, Story.causes(), choice, number);
    }
    return rows;
  }

  /** How many of each cause were told right, on each application. */
  private static void count(List<Result> results) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (Result each : results) {
      String name = each.row().story().id() + " on " + each.row().app();
      int[] count = counts.computeIfAbsent(name, any -> new int[3]);
      Outcome.Kind kind = each.outcome().kind();
      count[0] += kind == Outcome.Kind.RIGHT ? 1 : 0;
      count[1] += kind == Outcome.Kind.SKIPPED ? 0 : 1;
      count[2]++;
    }
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each -> {
              int[] count = each.getValue();
              System.out.printf(
                  "corpus: %s: %s%n",
                  each.getKey(),
                  count[1] == 0
                      ? "skipped"
                      : "%d of %d right".formatted(count[0], count[1])
                          + (count[1] < count[2]
                              ? ", %d skipped".formatted(count[2] - count[1])
                              : ""));
            });
  }

  private static int add(List<Row> rows, List<Story> stories, Choice choice, int from) {
    int number = from;
    int turn = 0;
    for (Story story : stories) {
      boolean all = story.peers().get(0).equals("all");
      List<String> peers = all ? story.peers().subList(1, story.peers().size()) : story.peers();
      int place = 0;
      for (String app : story.stagedOn()) {
        String first = peers.get(place++ % peers.size());
        for (String peer : all ? peers : List.of(peers.get(turn++ % peers.size()))) {
          Row row = new Row(number++, story, app, peer, all && !peer.equals(first));
          if (choice.wants(row)) {
            rows.add(row);
          }
        }
      }
    }
    return number;
  }

  private static List<Result> play(
      Places places, Collector collector, Applications applications, List<Row> rows, int atOnce)
      throws InterruptedException, ExecutionException {
    Map<String, Set<String>> skipped = new TreeMap<>();
    List<Result> results = new ArrayList<>();
    List<Future<Result>> playing = new ArrayList<>();
    ExecutorService stages = Executors.newFixedThreadPool(atOnce);
    List<Row> inTurn = new ArrayList<>(rows);
    // Long silences first, the rest in no order, so that one application does not get it all.
    Collections.shuffle(inTurn, new Random(1));
    inTurn.sort(java.util.Comparator.comparingDouble(row -> -waits(row.story())));
    for (Row row : inTurn) {
      String missing = Stage.missing(places, row.story(), row.peer());
      if (missing != null) {
        skipped.computeIfAbsent(missing, any -> new TreeSet<>()).add(row.name());
        results.add(new Result(row, new Outcome(Outcome.Kind.SKIPPED, missing), null));
        continue;
      }
      playing.add(stages.submit(() -> play(places, collector, applications, row)));
    }
    for (Future<Result> each : playing) {
      results.add(each.get());
    }
    stages.shutdown();
    skipped.forEach(
        (why, what) ->
            System.out.println("corpus: skipped, " + why + ": " + String.join(", ", what)));
    return results;
  }

  private static double waits(Story story) {
    double seconds = story.all("own", "").isEmpty() ? 0 : 5;
    for (String step : story.does()) {
      if (step.startsWith("!wait ")) {
        seconds += Double.parseDouble(step.substring(6).replace("s", ""));
      }
    }
    return seconds;
  }

  private static Result play(Places places, Collector collector, Applications applications, Row row)
      throws InterruptedException {
    Result result = stage(places, collector, applications, row, row.number());
    say(row, result.outcome());
    if (result.outcome().kind() == Outcome.Kind.NOT_STAGED) {
      // A peer may fail on a machine that is too busy; from another address, once more.
      result = stage(places, collector, applications, row, row.number() + ONCE_MORE);
      say(row, result.outcome());
    }
    if (!result.outcome().kind().isFine()) {
      // Also as it goes, for a run that is stopped before the end.
      synchronized (places) {
        try (PrintStream out =
            new PrintStream(
                new java.io.FileOutputStream(places.logs().resolve("so-far.md").toFile(), true),
                false,
                UTF_8)) {
          finding(out, result);
        } catch (IOException e) {
          System.err.println("corpus: " + e);
        }
      }
    }
    return result;
  }

  private static Result stage(
      Places places, Collector collector, Applications applications, Row row, int number)
      throws InterruptedException {
    try (Stage stage =
        new Stage(places, collector, applications, row.story(), row.app(), row.peer(), number)) {
      Stage.Played played = stage.play();
      boolean twice = played.told() != null && collector.count(stage::isOurs) > stage.connections();
      return new Result(
          row,
          twice ? new Outcome(Outcome.Kind.WRONG, "told more than once") : played.outcome(),
          played.told());
    }
  }

  private static void say(Row row, Outcome outcome) {
    System.out.println(
        "corpus: "
            + row.name()
            + ": "
            + outcome.kind()
            + (outcome.why().isEmpty() ? "" : ", " + outcome.why()));
  }

  private static boolean report(Places places, List<Result> results, boolean allOfThem)
      throws IOException {
    List<Result> inOrder = new ArrayList<>(results);
    inOrder.sort(java.util.Comparator.comparingInt(result -> result.row().number()));
    Path findings = places.logs().resolve("findings.md");
    try (PrintStream out = new PrintStream(Files.newOutputStream(findings), false, UTF_8)) {
      for (Result each : inOrder) {
        if (!each.outcome().kind().isFine()) {
          finding(out, each);
        }
      }
    }
    Files.writeString(places.logs().resolve("table.md"), Table.of(rowsOf(inOrder)));
    StringBuilder all = new StringBuilder();
    for (Result each : inOrder) {
      Told told = each.told();
      all.append(each.outcome().kind())
          .append(" | ")
          .append(each.row().name())
          .append(" | ")
          .append(told == null ? "-" : told.said().replaceAll("\\s*\\n\\s*", " "))
          .append('\n');
    }
    Files.writeString(places.logs().resolve("all.txt"), all);
    System.out.println();
    System.out.println(Table.of(rowsOf(inOrder)));
    Map<Outcome.Kind, Integer> counts = new LinkedHashMap<>();
    for (Result each : inOrder) {
      counts.merge(each.outcome().kind(), 1, Integer::sum);
    }
    for (Result each : inOrder) {
      if (!each.outcome().kind().isFine()) {
        System.out.printf(
            "corpus: %s: %s, %s%n",
            each.outcome().kind().toString().toUpperCase(Locale.ROOT),
            each.row().name(),
            each.outcome().why());
      }
    }
    Score score = Score.of(counts);
    System.out.println("corpus: " + counts);
    System.out.println("corpus: " + score + "; details in " + findings);
    return allOfThem ? score.isPerfect() : score.isGood();
  }

  private static List<Table.Cell> rowsOf(List<Result> results) {
    return results.stream()
        .map(
            each ->
                new Table.Cell(
                    each.row().story().family(), each.row().app(), each.outcome().kind()))
        .toList();
  }

  private static void finding(PrintStream out, Result each) {
    Story story = each.row().story();
    out.printf(HEADING + "%s: %s%n", each.row().name(), each.outcome().kind());
    out.printf("- staged: %s%n", String.join(" ; ", story.does(each.row().app())));
    out.printf("- truth: %s%n", story.truth());
    out.printf("- allowed: %s%n", story.expected(each.row().app()).line());
    out.printf("- fault: %s%n", each.outcome().why());
    Told told = each.told();
    if (told != null) {
      out.printf("- said: %s%n", told.said());
      out.printf("- attributes: %s%n", told.attributes());
    }
    out.println();
  }
}
