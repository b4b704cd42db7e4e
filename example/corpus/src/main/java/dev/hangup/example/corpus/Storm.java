// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ten thousand connections with hostile bytes of every kind, against each application with the
 * agent and without: what it costs, whether the answers are the same, and whether what is exported
 * stays within its bounds.
 *
 * <pre>{@code Storm HOME AGENT.jar [--app NAME] [--connections N]}</pre>
 */
public final class Storm {

  private static final List<String> APPS =
      List.of("netty", "jetty", "tomcat", "boot-tomcat", "boot-jetty", "webflux", "vertx");
  private static final String HEAD =
      """
      | | CPU without, s | with | live MB without | with | answers that differ | series | spans | suppressed | ends and refusals |
      | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |
      """;
  private static final int AT_ONCE = 40;

  /** More live bytes than this with the agent than without is a leak. */
  private static final long MEMORY = 24L << 20;

  /** What is not the same with the agent: races of a reset with an answer, in a thousand. */
  private static final int DIFFERENT_PER_MILLE = 10;

  private static final int ROUTES = 100;
  private static final int CODES = 50 + 20 + 30;

  private Storm() {}

  /** One storm: what was answered, and what it cost. */
  private record Weather(
      List<String> answers,
      double cpuSeconds,
      double seconds,
      long liveBytes,
      String metrics,
      long spans,
      long lines) {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    Path agent = Path.of(arguments[1]).toAbsolutePath();
    List<String> apps = new ArrayList<>();
    int connections = 10_000;
    List<String> words = Arrays.asList(arguments);
    for (int i = 2; i < words.size(); i += 2) {
      switch (words.get(i)) {
        case "--app" -> apps.add(words.get(i + 1));
        case "--connections" -> connections = Integer.parseInt(words.get(i + 1));
        default -> throw new IllegalArgumentException("'" + words.get(i) + "' is no option");
      }
    }
    Path logs = home.resolve("target/run");
    Files.createDirectories(logs);
    Places places = new Places(home, agent, Files.createTempDirectory(logs, "storm"));
    StringBuilder table = new StringBuilder(HEAD);
    List<String> complaints = new ArrayList<>();
    for (String app : apps.isEmpty() ? APPS : apps) {
      Weather without = storm(places, app, connections, false);
      Weather with = storm(places, app, connections, true);
      table.append(compare(app, without, with, complaints));
      System.out.print(table);
    }
    Files.writeString(places.logs().resolve("table.md"), table);
    complaints.forEach(each -> System.out.println("storm: " + each));
    System.out.println(
        "storm: " + (complaints.isEmpty() ? "all within bounds" : "NOT within bounds"));
    System.exit(complaints.isEmpty() ? 0 : 1);
  }

  private static Weather storm(Places places, String app, int connections, boolean agent)
      throws Exception {
    System.out.println("storm: on " + app + (agent ? " with" : " without") + " the agent");
    String name = app + (agent ? "-with" : "-without");
    try (Collector collector = new Collector();
        Application application =
            new Application(
                places,
                app,
                name,
                agent,
                false,
                Applications.HEAP,
                Map.of(
                    "OTEL_TRACES_EXPORTER", "otlp",
                    "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                    "OTEL_METRICS_EXPORTER", "prometheus",
                    "OTEL_EXPORTER_PROMETHEUS_PORT", "0"))) {
      int port = application.port();
      // Warm: classes loaded, code compiled, telemetry started.
      attackAll(port, 400);
      Thread.sleep(2_000);
      double cpu = cpuSeconds(application.process());
      long began = System.nanoTime();
      List<String> answers = attackAll(port, connections);
      double seconds = (System.nanoTime() - began) / 1e9;
      Thread.sleep(8_000);
      cpu = cpuSeconds(application.process()) - cpu;
      String said = Files.readString(places.logs().resolve(name + ".log"));
      Matcher at = Pattern.compile("metrics at (http://\\S+/metrics)").matcher(said);
      String metrics = at.find() ? scrape(at.group(1)) : "";
      long live = liveBytes(application.process());
      String after = new Attacker(port, 0).attack();
      if (!after.equals("101 close 1000")) {
        throw new IOException(app + " does not serve any more: " + after);
      }
      return new Weather(
          answers,
          cpu,
          seconds,
          live,
          metrics,
          collector.count(told -> true),
          said.lines().filter(line -> line.startsWith("hangup: ")).count());
    }
  }

  private static List<String> attackAll(int port, int connections) throws Exception {
    ExecutorService attackers = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<String>> attacks = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int number = i;
      attacks.add(attackers.submit(() -> new Attacker(port, number).attack()));
    }
    List<String> answers = new ArrayList<>();
    for (Future<String> attack : attacks) {
      answers.add(attack.get());
    }
    attackers.shutdown();
    return answers;
  }

  private static String compare(
      String app, Weather without, Weather with, List<String> complaints) {
    Map<Attacker.Kind, Integer> different = new EnumMap<>(Attacker.Kind.class);
    Map<String, Integer> examples = new HashMap<>();
    int count = 0;
    for (int i = 0; i < with.answers().size(); i++) {
      String one = without.answers().get(i);
      String other = with.answers().get(i);
      // Who has not answered yet may still be at it: these are not compared.
      if (!one.endsWith("stays") && !other.endsWith("stays") && !one.equals(other)) {
        count++;
        different.merge(Attacker.Kind.of(i), 1, Integer::sum);
        examples.merge(Attacker.Kind.of(i) + ": " + one + " / " + other, 1, Integer::sum);
      }
    }
    if (count * 1000L > DIFFERENT_PER_MILLE * (long) with.answers().size()) {
      complaints.add(app + ": answers differ with the agent: " + examples);
    } else if (count > 0) {
      System.out.println("storm: " + app + ": differ, as races do: " + examples);
    }
    long ours = with.liveBytes() - without.liveBytes();
    if (ours > MEMORY) {
      complaints.add(app + ": " + (ours >> 20) + " MB more are live with the agent");
    }
    if (with.cpuSeconds() > 1.5 * without.cpuSeconds() + 5) {
      complaints.add(
          app
              + ": %.1f s of CPU with the agent, %.1f without"
                  .formatted(with.cpuSeconds(), without.cpuSeconds()));
    }
    if (with.lines() > with.seconds() + 60) {
      complaints.add(app + ": " + with.lines() + " lines on the console");
    }
    Series series = Series.of(with.metrics());
    if (series.count() == 0) {
      complaints.add(app + ": no metrics");
    }
    bound(complaints, app, "routes", series.values("http_route"), ROUTES + 12);
    bound(complaints, app, "codes", series.values("websocket_close_code"), CODES);
    bound(complaints, app, "error types", series.values("error_type"), 60);
    bound(complaints, app, "statuses", series.values("http_response_status_code"), 20);
    long closes = series.sum("websocket_closes_total", "");
    long refused =
        series.sum("websocket_handshakes_total", "")
            - series.sum("websocket_handshakes_total", "http_response_status_code=\"101\"");
    long suppressed = series.sum("websocket_spans_suppressed", "");
    if (with.spans() + suppressed != closes + refused) {
      complaints.add(
          app
              + ": %d spans and %d suppressed of %d ends and %d refusals"
                  .formatted(with.spans(), suppressed, closes, refused));
    }
    return "| %s | %.1f | %.1f | %.1f | %.1f | %d | %d | %d | %d | %d |%n"
        .formatted(
            app,
            without.cpuSeconds(),
            with.cpuSeconds(),
            without.liveBytes() / 1e6,
            with.liveBytes() / 1e6,
            count,
            series.count(),
            with.spans(),
            suppressed,
            closes + refused);
  }

  private static void bound(
      List<String> complaints, String app, String what, Set<String> values, int most) {
    if (values.size() > most) {
      complaints.add(app + ": " + values.size() + " " + what + " as attributes of metrics");
    }
  }

  /** Of one scrape: its series, as they are written. */
  private record Series(List<String> lines) {

    static Series of(String text) {
      return new Series(
          text.lines()
              .filter(line -> line.startsWith("websocket_") && !line.contains("_bucket{"))
              .toList());
    }

    int count() {
      return lines.size();
    }

    Set<String> values(String attribute) {
      Set<String> values = new TreeSet<>();
      Pattern pattern = Pattern.compile(attribute + "=\"([^\"]*)\"");
      for (String line : lines) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          values.add(matcher.group(1));
        }
      }
      return values;
    }

    long sum(String name, String with) {
      return lines.stream()
          .filter(line -> line.startsWith(name) && line.contains(with))
          .mapToLong(
              line ->
                  (long)
                      Double.parseDouble(
                          line.replaceFirst("^[^{ ]+(\\{.*})? ", "").split(" ", 2)[0]))
          .sum();
    }
  }

  private static String scrape(String address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static double cpuSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  /** After a full collection. */
  private static long liveBytes(Process process) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process tool =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    Matcher total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(said);
    if (!total.find()) {
      throw new IOException("jcmd said " + said);
    }
    return Long.parseLong(total.group(1));
  }
}
