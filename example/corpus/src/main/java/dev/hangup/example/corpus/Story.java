// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One story and its truth: an entry of {@code stories.txt}.
 *
 * @param does one step after the other, see {@link Stage}
 * @param settings {@code name@application}, where no application stands for all
 */
record Story(
    String id,
    String family,
    List<String> apps,
    List<String> peers,
    List<String> does,
    String truth,
    Map<String, List<String>> settings,
    boolean isShort) {

  static final String OLDER = "-older";

  private static final Set<String> WITH_OLDER =
      Set.of("netty", "jetty", "tomcat", "boot-tomcat", "boot-jetty", "webflux");

  /** The applications, and those on older libraries where the story wants them. */
  List<String> stagedOn() {
    List<String> staged = new ArrayList<>(apps);
    if (settings.containsKey("older@")) {
      apps.stream().filter(WITH_OLDER::contains).map(app -> app + OLDER).forEach(staged::add);
    }
    return staged;
  }

  /** Applications by the names of groups, as the file's head defines them. */
  static List<Story> read() throws IOException {
    return read("stories.txt");
  }

  /** Of causes that are staged again and again, and what must be told of them. */
  static List<Story> causes() throws IOException {
    return read("causes.txt");
  }

  private static List<Story> read(String name) throws IOException {
    try (InputStream file = Story.class.getResourceAsStream("/" + name)) {
      if (file == null) {
        throw new IOException(name + " is not there");
      }
      return read(new InputStreamReader(file, StandardCharsets.UTF_8));
    }
  }

  static List<Story> read(Reader text) throws IOException {
    Map<String, List<String>> groups = new HashMap<>();
    Map<String, List<String>> rules = new TreeMap<>();
    List<Story> stories = new ArrayList<>();
    try (BufferedReader lines = new BufferedReader(text)) {
      String family = "";
      String id = "";
      Map<String, List<String>> fields = new TreeMap<>();
      for (String line = lines.readLine(); ; line = lines.readLine()) {
        boolean next = line == null || line.startsWith("[") || line.startsWith("= ");
        if (next && !id.isEmpty()) {
          stories.add(story(id, family, fields, groups, rules));
          fields = new TreeMap<>();
          id = "";
        }
        if (line == null) {
          return stories;
        }
        if (line.startsWith("= ")) {
          family = line.substring(2).strip();
        } else if (line.startsWith("[")) {
          id = line.substring(1, line.indexOf(']'));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          int colon = line.indexOf(':');
          String key = line.substring(0, colon).strip();
          String value = line.substring(colon + 1).strip();
          if (!id.isEmpty()) {
            fields.computeIfAbsent(key, name -> new ArrayList<>()).add(value);
          } else if (key.startsWith("never")) {
            rules.computeIfAbsent(key, name -> new ArrayList<>()).add(value);
          } else {
            groups.put(key, expand(value, groups));
          }
        }
      }
    }
  }

  private static Story story(
      String id,
      String family,
      Map<String, List<String>> fields,
      Map<String, List<String>> groups,
      Map<String, List<String>> rules) {
    Map<String, List<String>> settings = new TreeMap<>();
    for (Map<String, List<String>> each : List.of(rules, fields)) {
      each.forEach(
          (key, values) -> {
            int at = key.indexOf('@');
            List<String> apps = at < 0 ? List.of("") : expand(key.substring(at + 1), groups);
            String name = at < 0 ? key : key.substring(0, at);
            for (String app : apps) {
              settings.computeIfAbsent(name + '@' + app, k -> new ArrayList<>()).addAll(values);
            }
          });
    }
    Story story =
        new Story(
            id,
            family,
            expand(String.join(" ", fields.getOrDefault("apps", List.of("servers"))), groups),
            List.of(
                String.join(" ", fields.getOrDefault("peers", List.of("raw"))).split("\\s+", -1)),
            steps(fields),
            String.join(" ", fields.getOrDefault("truth", List.of())),
            settings,
            fields.containsKey("short"));
    if (story.does.isEmpty() || story.truth.isEmpty()) {
      throw new IllegalArgumentException(id + " lacks do: or truth:");
    }
    for (String app : story.apps) {
      story.expected(app);
    }
    return story;
  }

  private static List<String> steps(Map<String, List<String>> fields) {
    return fields.getOrDefault("do", List.of()).stream()
        .flatMap(line -> List.of(line.split("\\s+;\\s+", -1)).stream())
        .map(String::strip)
        .toList();
  }

  private static List<String> expand(String names, Map<String, List<String>> groups) {
    List<String> all = new ArrayList<>();
    for (String name : names.strip().split("[\\s,]+", -1)) {
      if (name.startsWith("-")) {
        all.removeAll(groups.getOrDefault(name.substring(1), List.of(name.substring(1))));
      } else {
        all.addAll(groups.getOrDefault(name, List.of(name)));
      }
    }
    return all;
  }

  /** All values of a setting that hold for an application: its own, then those for all. */
  List<String> all(String name, String app) {
    List<String> values = new ArrayList<>();
    for (String each : new LinkedHashSet<>(List.of(app, app.replace(OLDER, ""), ""))) {
      values.addAll(settings.getOrDefault(name + '@' + each, List.of()));
    }
    return values;
  }

  /** The application's own value, else the one for all, else nothing. */
  String one(String name, String app) {
    List<String> values = all(name, app);
    return values.isEmpty() ? "" : values.get(0);
  }

  Expected expected(String app) {
    String end = one("expect", app);
    String handshake = one("handshake", app);
    if (end.isEmpty() == handshake.isEmpty()) {
      throw new IllegalArgumentException(id + " wants one of expect: and handshake: for " + app);
    }
    Expected expected = end.isEmpty() ? Expected.handshake(handshake) : Expected.end(end);
    all("evidence", app).forEach(expected::evidence);
    all("remedy", app).forEach(expected::remedy);
    all("never", app).forEach(expected::never);
    if (!all("may", app).isEmpty()) {
      expected.mayBeNotJudged();
    }
    if (!all("peer", app).isEmpty()) {
      expected.asThePeerSays();
    }
    return expected;
  }

  /** The steps for an application, where it has steps of its own. */
  List<String> does(String app) {
    String own = "";
    for (String each : List.of(app.replace(OLDER, ""), app)) {
      List<String> lines = settings.getOrDefault("do@" + each, List.of());
      own = lines.isEmpty() ? own : String.join(" ; ", lines);
    }
    return own.isEmpty() ? does : List.of(own.split("\\s+;\\s+", -1));
  }
}
