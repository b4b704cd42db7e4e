// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The contract as data: {@code registry/*.yaml}, written as OpenTelemetry writes conventions. */
final class Registry {

  private static final Path FOLDER = Path.of("registry");

  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();

  /**
   * An attribute.
   *
   * @param members the values it may have; empty where any will do
   * @param open other values may come
   * @param planned the contract names it and nothing emits it
   */
  record Attribute(
      String name,
      String type,
      String brief,
      List<Member> members,
      boolean open,
      boolean planned) {}

  record Member(String value, String brief, boolean planned) {}

  /**
   * An attribute in a group.
   *
   * @param type of the attribute or, by way of exception, of this place
   */
  record Use(Attribute attribute, String type, boolean required, String note) {}

  /**
   * What is emitted in one piece, or what such pieces have in common.
   *
   * @param type span, metric, event or attribute_group, as OpenTelemetry has it
   * @param name of a metric or an event; the id of any other
   * @param instrument of a metric
   * @param unit likewise
   * @param kind of a span
   * @param events ids, of a span
   */
  record Group(
      String id,
      String type,
      String name,
      String brief,
      String note,
      boolean planned,
      @Nullable String instrument,
      @Nullable String unit,
      @Nullable String kind,
      List<Use> uses,
      List<String> events) {

    @Nullable Use use(String attribute) {
      return uses.stream()
          .filter(use -> use.attribute().name().equals(attribute))
          .findFirst()
          .orElse(null);
    }
  }

  private Registry() {}

  static Registry read() {
    Registry registry = new Registry();
    List<Map<String, Object>> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("manifest.yaml")) {
          all.addAll(maps(load(file).get("groups")));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    all.forEach(registry::addAttributes);
    all.forEach(registry::addGroup);
    return registry;
  }

  List<Attribute> attributes() {
    return List.copyOf(attributes.values());
  }

  List<Group> groups(String type) {
    return groups.values().stream().filter(group -> group.type().equals(type)).toList();
  }

  @Nullable Group group(String id) {
    return groups.get(id);
  }

  private static Map<String, Object> load(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(reader));
    }
  }

  private void addAttributes(Map<String, Object> group) {
    for (Map<String, Object> each : maps(group.get("attributes"))) {
      if (each.containsKey("id")) {
        Attribute attribute = attribute(each);
        if (attributes.put(attribute.name(), attribute) != null) {
          throw new AssertionError("there twice: " + attribute.name());
        }
      }
    }
  }

  private static Attribute attribute(Map<String, Object> from) {
    List<Member> members = new ArrayList<>();
    String type = "string";
    if (from.get("type") instanceof Map<?, ?> values) {
      for (Map<String, Object> member : maps(values.get("members"))) {
        members.add(
            new Member(text(member, "value"), text(member, "brief"), isOurs(member, "planned")));
      }
    } else {
      type = text(from, "type");
    }
    return new Attribute(
        text(from, "id"),
        type,
        text(from, "brief"),
        members,
        members.isEmpty() || isOurs(from, "open"),
        isOurs(from, "planned"));
  }

  private void addGroup(Map<String, Object> from) {
    List<Use> uses = new ArrayList<>();
    if (from.containsKey("extends")) {
      uses.addAll(requireNonNull(groups.get(text(from, "extends"))).uses());
    }
    for (Map<String, Object> each : maps(from.get("attributes"))) {
      if (each.containsKey("ref")) {
        uses.add(use(each));
      }
    }
    String id = text(from, "id");
    Object events = from.getOrDefault("events", List.of());
    groups.put(
        id,
        new Group(
            id,
            text(from, "type"),
            text(from, from.containsKey("metric_name") ? "metric_name" : nameOf(from)),
            text(from, "brief"),
            from.containsKey("note") ? text(from, "note") : "",
            isOurs(from, "planned"),
            (String) from.get("instrument"),
            (String) from.get("unit"),
            (String) from.get("span_kind"),
            uses,
            ((List<?>) events).stream().map(String::valueOf).toList()));
  }

  private static String nameOf(Map<String, Object> group) {
    return group.containsKey("name") ? "name" : "id";
  }

  private Use use(Map<String, Object> from) {
    String name = text(from, "ref");
    Attribute attribute = attributes.get(name);
    if (attribute == null) {
      throw new AssertionError("there is no attribute " + name);
    }
    Object type = ours(from).get("type");
    return new Use(
        attribute,
        type == null ? attribute.type() : type.toString(),
        "required".equals(from.get("requirement_level")),
        from.containsKey("note") ? text(from, "note") : "");
  }

  private static Map<String, Object> ours(Map<String, Object> from) {
    Object annotations = from.getOrDefault("annotations", Map.of());
    return map(map(annotations).getOrDefault("hangup", Map.of()));
  }

  private static boolean isOurs(Map<String, Object> from, String mark) {
    return Boolean.TRUE.equals(ours(from).get(mark));
  }

  private static String text(Map<String, Object> from, String key) {
    Object value = from.get(key);
    if (value == null) {
      throw new AssertionError("no " + key + " in " + from);
    }
    return value.toString().strip();
  }

  @SuppressWarnings("unchecked") // keys of our own files are texts
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static List<Map<String, Object>> maps(@Nullable Object list) {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object each : list == null ? List.of() : (List<?>) list) {
      maps.add(map(each));
    }
    return maps;
  }
}
