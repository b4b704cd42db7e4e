// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user set, as it was when the agent started: what the application does to its properties
 * later is its own business. Options of the agent ({@code -javaagent:hangup.jar=hangup.log=all})
 * count as properties and win over them, since an attached agent can hardly be told otherwise.
 */
final class SettingsSnapshot {

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private SettingsSnapshot() {}

  static SettingsSnapshot snapshot(@Nullable String options) {
    SettingsSnapshot settings = new SettingsSnapshot();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      String name = variable.getKey();
      if (name.startsWith("HANGUP_") || name.startsWith("OTEL_")) {
        settings.environment.put(name, variable.getValue());
      }
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      if (isProperty(name) && !name.equals(Agent.STARTED)) {
        settings.properties.put(name, System.getProperty(name, ""));
      }
    }
    settings.add(options == null ? "" : options);
    return settings;
  }

  private static boolean isProperty(String name) {
    return name.startsWith("hangup.") || name.startsWith("otel.");
  }

  private void add(String options) {
    for (String option : options.split(";", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? "" : option.substring(0, equals).trim();
      if (isProperty(name)) {
        properties.put(name, option.substring(equals + 1).trim());
      } else if (!option.trim().isEmpty()) {
        Agent.say(
            "option '"
                + option
                + "' is not understood and ignored, options look like hangup.log=all;otel.x=y");
      }
    }
  }

  /** Anything but a clear false is true; the observer's settings say what cannot be read. */
  boolean enabled() {
    String given = properties.get("hangup.enabled");
    if (given == null) {
      given = environment.getOrDefault("HANGUP_ENABLED", "");
    }
    String said = given.trim().toLowerCase(Locale.ROOT);
    return !(said.equals("false") || said.equals("0") || said.equals("no") || said.equals("off"));
  }

  Map<String, String> properties() {
    return Collections.unmodifiableMap(properties);
  }

  Map<String, String> environment() {
    return Collections.unmodifiableMap(environment);
  }
}
