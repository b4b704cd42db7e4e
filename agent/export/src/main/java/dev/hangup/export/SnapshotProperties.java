// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings read the way OpenTelemetry reads them, from a map only: what the application sets later,
 * for an SDK of its own, is not for us. What cannot be read is complained of by the setting's name,
 * so that {@link Configuration} knows which one to do without.
 */
final class SnapshotProperties implements ConfigProperties {

  private final Map<String, String> values;
  private final ComponentLoader components;

  /**
   * @param values names in lower case, with dots
   */
  SnapshotProperties(Map<String, String> values, ComponentLoader components) {
    this.values = Map.copyOf(values);
    this.components = components;
  }

  @Override
  public ComponentLoader getComponentLoader() {
    return components;
  }

  @Override
  public @Nullable String getString(String name) {
    return values.get(name.toLowerCase(Locale.ROOT).replace('-', '.'));
  }

  @Override
  public @Nullable Boolean getBoolean(String name) {
    return read(name, "true or false", Boolean::parseBoolean);
  }

  @Override
  public @Nullable Integer getInt(String name) {
    return read(name, "a whole number", Integer::valueOf);
  }

  @Override
  public @Nullable Long getLong(String name) {
    return read(name, "a whole number", Long::valueOf);
  }

  @Override
  public @Nullable Double getDouble(String name) {
    return read(name, "a number", Double::valueOf);
  }

  @Override
  public @Nullable Duration getDuration(String name) {
    return read(name, "a time such as 5000, 500ms, 30s or 1m", SnapshotProperties::duration);
  }

  @Override
  public List<String> getList(String name) {
    List<String> items = new ArrayList<>();
    String value = getString(name);
    if (value != null) {
      for (String item : value.split(",", -1)) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
    }
    return items;
  }

  /** Of keys that come twice the last one counts; those without a value do not. */
  @Override
  public Map<String, String> getMap(String name) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String item : getList(name)) {
      int equals = item.indexOf('=');
      if (equals <= 0) {
        throw new UnreadableSetting(name, "it takes a comma list of name=value");
      }
      String value = item.substring(equals + 1).strip();
      if (!value.isEmpty()) {
        entries.put(item.substring(0, equals).strip(), value);
      }
    }
    return entries;
  }

  private <T> @Nullable T read(String name, String legal, Function<String, T> reader) {
    String value = getString(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnreadableSetting(name, "it takes " + legal);
    }
  }

  private static Duration duration(String value) {
    int digits = value.length();
    while (digits > 0 && !Character.isDigit(value.charAt(digits - 1))) {
      digits--;
    }
    long number = Long.parseLong(value.substring(0, digits).strip());
    return switch (value.substring(digits).strip()) {
      case "ns" -> Duration.ofNanos(number);
      case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1000L));
      case "", "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException(value);
    };
  }
}
