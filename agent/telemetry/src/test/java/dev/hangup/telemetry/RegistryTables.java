// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.telemetry.Registry.Attribute;
import dev.hangup.telemetry.Registry.Group;
import dev.hangup.telemetry.Registry.Member;
import dev.hangup.telemetry.Registry.Use;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The registry as people read it: tables in Markdown. */
final class RegistryTables {

  /** Values that are more than this have a table of their own. */
  private static final int INLINE = 8;

  private final Registry registry;

  RegistryTables(Registry registry) {
    this.registry = registry;
  }

  String spans() {
    StringBuilder table =
        new StringBuilder("| span | kind | what | always there |\n|---|---|---|---|\n");
    for (Group span : registry.groups("span")) {
      row(
          table,
          name(span),
          String.valueOf(span.kind()).toUpperCase(Locale.ROOT),
          span.brief() + ' ' + span.note(),
          uses(span.uses().stream().filter(Use::required).toList()));
    }
    return table.toString();
  }

  String metrics() {
    StringBuilder table =
        new StringBuilder(
            "| metric | instrument | unit | what | attributes |\n|---|---|---|---|---|\n");
    for (Group metric : registry.groups("metric")) {
      row(
          table,
          name(metric),
          String.valueOf(metric.instrument()),
          code(String.valueOf(metric.unit())),
          (metric.brief() + ' ' + metric.note()).strip(),
          uses(metric.uses()));
    }
    return table.toString();
  }

  String events() {
    StringBuilder table = new StringBuilder("| event | what | attributes |\n|---|---|---|\n");
    for (Group event : registry.groups("event")) {
      row(table, name(event), (event.brief() + ' ' + event.note()).strip(), uses(event.uses()));
    }
    return table.toString();
  }

  String attributes() {
    StringBuilder table =
        new StringBuilder("| attribute | type | on | what |\n|---|---|---|---|\n");
    for (Attribute attribute : registry.attributes()) {
      row(
          table,
          code(attribute.name()),
          attribute.type(),
          on(attribute),
          attribute.brief() + values(attribute) + notes(attribute));
    }
    return table.toString();
  }

  /** A table for each attribute that has many values. */
  String values() {
    StringBuilder tables = new StringBuilder();
    for (Attribute attribute : registry.attributes()) {
      if (attribute.members().size() > INLINE) {
        tables.append(tables.isEmpty() ? "" : "\n");
        tables.append("| ").append(code(attribute.name())).append(" | when |\n|---|---|\n");
        for (Member member : attribute.members()) {
          row(
              tables,
              code(member.value()),
              member.brief() + (member.planned() ? " *Planned*" : ""));
        }
      }
    }
    return tables.toString();
  }

  private static String values(Attribute attribute) {
    if (attribute.members().isEmpty() || attribute.members().size() > INLINE) {
      return attribute.members().isEmpty() ? "" : " See the table below.";
    }
    return attribute.members().stream()
        .map(member -> code(member.value()) + ": " + lower(member.brief()))
        .collect(Collectors.joining("; ", attribute.open() ? " Also " : " ", "."));
  }

  private static String lower(String sentence) {
    String plain = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    boolean name = plain.length() > 1 && Character.isUpperCase(plain.charAt(1));
    return name || plain.isEmpty()
        ? plain
        : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
  }

  /** What is said of it in one place only. */
  private String notes(Attribute attribute) {
    Set<String> notes = new LinkedHashSet<>();
    for (Group metric : registry.groups("metric")) {
      Use use = metric.use(attribute.name());
      if (use != null && !use.note().isEmpty()) {
        notes.add(" " + code(metric.name()) + ": " + lower(use.note()) + '.');
      }
    }
    return String.join("", notes);
  }

  private String on(Attribute attribute) {
    if (attribute.planned()) {
      return "*planned*";
    }
    Set<String> places = new LinkedHashSet<>();
    for (Group span : registry.groups("span")) {
      if (span.use(attribute.name()) != null) {
        places.add(place(span));
      }
    }
    for (Group event : registry.groups("event")) {
      if (event.use(attribute.name()) != null) {
        places.add(code(event.name()));
      }
    }
    List<Group> metrics =
        registry.groups("metric").stream()
            .filter(metric -> metric.use(attribute.name()) != null)
            .toList();
    if (metrics.size() == registry.groups("metric").size()) {
      places.add("all metrics");
    } else {
      metrics.stream().filter(metric -> !metric.planned()).forEach(m -> places.add(code(m.name())));
    }
    return String.join(", ", places);
  }

  private static String place(Group span) {
    return span.id().contains("handshake")
        ? "failed handshake"
        : span.id().endsWith("close") ? "close" : "connection";
  }

  private static String name(Group group) {
    return code(group.name()) + (group.planned() ? " *planned*" : "");
  }

  private static String uses(List<Use> uses) {
    return uses.stream().map(use -> code(use.attribute().name())).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return '`' + text + '`';
  }

  private static void row(StringBuilder table, String... cells) {
    for (String cell : cells) {
      table.append("| ").append(cell.strip().replace("|", "\\|")).append(' ');
    }
    table.append("|\n");
  }
}
