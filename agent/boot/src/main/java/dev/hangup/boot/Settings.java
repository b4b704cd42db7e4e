// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user set, as it was when the JVM started: what the application does to its properties
 * later is its own business. Names are kept as they were given: {@code hangup.log} is a property,
 * {@code HANGUP_LOG} a variable. Options of the agent ({@code
 * -javaagent:hangup.jar=hangup.log=all}) count as properties and win over them, since an attached
 * agent has no other way to be told.
 */
final class Settings {

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  static Settings snapshot(@Nullable String options) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      if (isOurs(variable.getKey(), "HANGUP_", "OTEL_")) {
        values.put(variable.getKey(), variable.getValue());
      }
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      if (isOurs(name, "hangup.", "otel.") && !name.equals(Agent.STARTED)) {
        values.put(name, System.getProperty(name, ""));
      }
    }
    addOptions(options == null ? "" : options, values);
    return new Settings(values);
  }

  private static boolean isOurs(String name, String ours, String openTelemetry) {
    return name.startsWith(ours) || name.startsWith(openTelemetry);
  }

  private static void addOptions(String options, Map<String, String> values) {
    for (String option : options.split(";", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option.trim() : option.substring(0, equals).trim();
      if (equals > 0 && isOurs(name, "hangup.", "otel.")) {
        values.put(name, option.substring(equals + 1).trim());
      } else if (!name.isEmpty()) {
        Agent.say(
            "option '"
                + option
                + "' is not understood and ignored; options look like hangup.log=all;otel.name=value");
      }
    }
  }

  boolean enabled() {
    String name = values.containsKey("hangup.enabled") ? "hangup.enabled" : "HANGUP_ENABLED";
    String value = values.getOrDefault(name, "true").trim().toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      Agent.say(name + "='" + values.get(name) + "' is neither true nor false, true is used");
    }
    return !value.equals("false");
  }

  Map<String, String> values() {
    return values;
  }
}
