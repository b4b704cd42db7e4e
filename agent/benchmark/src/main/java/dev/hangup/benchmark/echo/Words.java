// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command's arguments, {@code name=value}; what cannot be read is one line. */
final class Words {

  private final Map<String, String> values;

  private Words(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads what was typed.
   *
   * @param usual all names there are, and what they are where nothing is said
   */
  static Words read(String[] typed, Map<String, String> usual) {
    Map<String, String> values = new LinkedHashMap<>(usual);
    for (String word : typed) {
      String[] pair = word.split("=", 2);
      if (pair.length < 2 || !values.containsKey(pair[0])) {
        throw new IllegalArgumentException("cannot read '" + word + "'; there are: " + usual);
      }
      values.put(pair[0], pair[1]);
    }
    return new Words(values);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  int number(String name, int from, int to) {
    return number(name, text(name), from, to);
  }

  List<Integer> numbers(String name, int from, int to) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : parts(name)) {
      numbers.add(number(name, part, from, to));
    }
    return List.copyOf(numbers);
  }

  /** Any of those that there are, each once, in the order typed. */
  List<String> anyOf(String name, Collection<String> known) {
    List<String> parts = parts(name);
    for (String part : parts) {
      if (!known.contains(part)) {
        throw new IllegalArgumentException(
            "no '" + part + "' for " + name + "; there are: " + String.join(", ", known));
      }
    }
    return parts;
  }

  private List<String> parts(String name) {
    List<String> parts = List.of(text(name).split(",", -1));
    if (parts.stream().distinct().count() < parts.size()) {
      throw new IllegalArgumentException("'" + name + "=" + text(name) + "' says something twice");
    }
    return parts;
  }

  private static int number(String name, String value, int from, int to) {
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= from && number <= to) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "=" + value + "' is no number from " + from + " to " + to);
  }
}
