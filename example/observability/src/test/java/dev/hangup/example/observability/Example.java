// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of this example, as they are checked in. */
final class Example {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLFactory YAML = new YAMLFactory();

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

  /** All documents of a YAML file. */
  static List<JsonNode> yaml(Path file) {
    try (YAMLParser parser = YAML.createParser(file.toFile())) {
      return JSON.readValues(parser, JsonNode.class).readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
