// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the declarative configuration of OpenTelemetry's agent says of us, under {@code
 * instrumentation/development}, {@code java}, {@code hangup}. Asked of its API, which is not stable
 * yet and has moved: so by reflection, and where it is not as expected the file says nothing.
 */
final class ConfigurationFile {

  private static final String API = OpenTelemetryAgent.SHADED + "io.opentelemetry.api.incubator.";

  /** Of the agent's SDK, since 2.22 or so. */
  private static final String EXTENDED = API + "ExtendedOpenTelemetry";

  /** Before that. */
  private static final String GLOBAL = API + "config.GlobalConfigProvider";

  private static final String PROVIDER = API + "config.ConfigProvider";
  private static final String PROPERTIES = API + "config.DeclarativeConfigProperties";

  private static final String[] OUR_SECTION = {"java", "hangup"};
  private static final String NAME = "hangup";

  /** In the order in which they are asked for: what is one of them is not another. */
  private static final String[] SCALARS = {"String", "Boolean", "Long", "Double"};

  private static final Class<?>[] LISTED = {String.class, Long.class, Double.class, Boolean.class};

  private final Class<?> section;

  private ConfigurationFile(Class<?> section) {
    this.section = section;
  }

  /**
   * The properties with what the file adds to them. A property or a variable wins: the file is
   * often one for many programs, and either is set for this one.
   */
  static Map<String, String> under(
      Map<String, String> properties, Map<String, String> environment) {
    Map<String, String> said = settings();
    if (said.isEmpty()) {
      return properties;
    }
    Map<String, String> all = new HashMap<>(properties);
    said.forEach(
        (name, value) -> {
          if (!environment.containsKey(name.toUpperCase(Locale.ROOT).replace('.', '_'))) {
            all.putIfAbsent(name, value);
          }
        });
    return all;
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    try {
      Class<?> type = OpenTelemetryAgent.onBootstrap(PROPERTIES);
      Object all = type == null ? null : instrumentationConfig();
      if (type != null && all != null) {
        new ConfigurationFile(type).readOurs(all, settings);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      AgentLog.failed("the section for hangup in OpenTelemetry's configuration cannot be read", e);
    }
    return settings;
  }

  private static @Nullable Object instrumentationConfig() throws ReflectiveOperationException {
    Class<?> provider = OpenTelemetryAgent.onBootstrap(PROVIDER);
    Object given = provider();
    return provider == null || given == null
        ? null
        : provider.getMethod("getInstrumentationConfig").invoke(given);
  }

  private static @Nullable Object provider() throws ReflectiveOperationException {
    Object sdk = OpenTelemetryAgent.sdk();
    if (sdk == null) { // asked too early, the other one would stay empty for good
      return null;
    }
    Class<?> extended = OpenTelemetryAgent.onBootstrap(EXTENDED);
    if (extended != null) {
      return extended.isInstance(sdk) ? extended.getMethod("getConfigProvider").invoke(sdk) : null;
    }
    Class<?> global = OpenTelemetryAgent.onBootstrap(GLOBAL);
    return global == null ? null : global.getMethod("get").invoke(null);
  }

  private void readOurs(Object all, Map<String, String> settings)
      throws ReflectiveOperationException {
    Object ours = all;
    for (String name : OUR_SECTION) {
      ours = ours == null ? null : get("getStructured", ours, name);
    }
    if (ours != null) {
      read(NAME, ours, settings);
    }
  }

  /**
   * Every level adds a part to the name. A key may have dots itself, or underscores as is the habit
   * in these files: that is how a setting is given whose beginning is a setting too.
   */
  private void read(String before, Object level, Map<String, String> settings)
      throws ReflectiveOperationException {
    for (Object key : (Set<?>) section.getMethod("getPropertyKeys").invoke(level)) {
      String name = before + '.' + key.toString().replace('_', '.');
      Object below = get("getStructured", level, key);
      String value = below == null ? value(level, key) : null;
      if (below != null) {
        read(name, below, settings);
      } else if (value != null) {
        settings.put(name, value);
      }
    }
  }

  private @Nullable String value(Object level, Object key) throws ReflectiveOperationException {
    for (String type : SCALARS) {
      Object value = is(type, level, key) ? get("get" + type, level, key) : null;
      if (value != null) {
        return value.toString();
      }
    }
    Method lists = section.getMethod("getScalarList", String.class, Class.class);
    for (Class<?> type : LISTED) {
      Object list = lists.invoke(level, key, type);
      if (list instanceof List) {
        return joined((List<?>) list);
      }
    }
    return null;
  }

  /** Asked first where that can be asked: the wrong getter logs a warning. */
  private boolean is(String type, Object level, Object key) throws ReflectiveOperationException {
    try {
      return (Boolean) section.getMethod("is" + type, String.class).invoke(level, key);
    } catch (NoSuchMethodException before233) {
      return true;
    }
  }

  private static String joined(List<?> items) {
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      texts.add(item.toString());
    }
    return String.join(",", texts);
  }

  /** Null also where it is of another kind, which some versions answer with an exception. */
  private @Nullable Object get(String getter, Object level, Object key)
      throws ReflectiveOperationException {
    try {
      return section.getMethod(getter, String.class).invoke(level, key);
    } catch (InvocationTargetException ofAnotherKind) {
      return null;
    }
  }
}
