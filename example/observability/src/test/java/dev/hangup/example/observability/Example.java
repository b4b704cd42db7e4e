// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of this example, as they are checked in. */
final class Example {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Example() {}

  /** By its path below the example's folder. */
  static Path file(String name) {
    return Path.of("").toAbsolutePath().resolve(name).normalize();
  }

  /** Of another module of this build. */
  static Path built(String name) {
    Path file = file("../..").resolve(name).normalize();
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(
          name + " is missing: mvn package -pl example/observability -am builds it");
    }
    return file;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With fields in the order of their names, all the way down. */
  static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode list = JSON.createArrayNode();
      node.forEach(each -> list.add(sorted(each)));
      return list;
    } else if (node.isObject()) {
      ObjectNode fields = JSON.createObjectNode();
      TreeSet<String> names = new TreeSet<>();
      node.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> fields.set(name, sorted(node.get(name))));
      return fields;
    }
    return node;
  }

  /** All documents of a YAML file, with its anchors and merges followed. */
  static List<JsonNode> yaml(Path file) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      new Yaml(new SafeConstructor(new LoaderOptions()))
          .loadAll(Files.readString(file))
          .forEach(document -> documents.add(JSON.valueToTree(document)));
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
