// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's Java agent in this JVM, and every distribution made of it. It puts its API on the
 * bootstrap class path, under names of its own.
 */
final class OpenTelemetryAgent {

  /** Before the names its API has for everybody else. */
  static final String SHADED = "io.opentelemetry.javaagent.shaded.";

  private static final String GLOBAL = SHADED + "io.opentelemetry.api.GlobalOpenTelemetry";
  private static final String HOLDER = "io.opentelemetry.javaagent.bootstrap.InstrumentationHolder";

  private OpenTelemetryAgent() {}

  /**
   * Whether its SDK is up and exports what it is given. Final once its premain has returned, so
   * from the first class of the application on.
   */
  static boolean reports(Map<String, String> properties, Map<String, String> environment) {
    return !isOff(properties, environment) && hasSdk();
  }

  /** Where there is a configuration file, that agent looks at nothing else. */
  private static boolean isOff(Map<String, String> properties, Map<String, String> environment) {
    return isTrue("otel.sdk.disabled", properties, environment)
        && setting("otel.config.file", properties, environment).isEmpty();
  }

  /** Whether it is in this JVM and has not been told to do nothing; its SDK may be up later. */
  static boolean isExpected(Map<String, String> properties, Map<String, String> environment) {
    return !isOff(properties, environment)
        && !isFalse("otel.javaagent.enabled", properties, environment)
        && onBootstrap(HOLDER) != null;
  }

  /** A loader of that agent, or of another: it brings libraries of its own, which are not ours. */
  static boolean loads(ClassLoader loader) {
    String type = loader.getClass().getName();
    return type.startsWith("io.opentelemetry.javaagent.") || type.startsWith("datadog.trace.");
  }

  /** Not by {@code get()}: where nothing is set that sets something, and theirs then fails. */
  private static boolean hasSdk() {
    Class<?> global = onBootstrap(GLOBAL);
    if (global == null) {
      return false;
    }
    try {
      return (Boolean) global.getMethod("isSet").invoke(null);
    } catch (NoSuchMethodException before257) {
      return isFieldSet(global);
    } catch (ReflectiveOperationException | RuntimeException otherwise) {
      return false;
    }
  }

  /** What its instrumentation reports to; null where that is not up. */
  static @Nullable Object sdk() throws ReflectiveOperationException {
    Class<?> global = onBootstrap(GLOBAL);
    return global != null && hasSdk() ? global.getMethod("get").invoke(null) : null;
  }

  private static boolean isFieldSet(Class<?> global) {
    try {
      Field field = global.getDeclaredField("globalOpenTelemetry");
      field.setAccessible(true);
      return field.get(null) != null;
    } catch (ReflectiveOperationException | RuntimeException otherwise) {
      return false;
    }
  }

  static @Nullable Class<?> onBootstrap(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException | LinkageError notThere) {
      return null;
    }
  }

  private static boolean isTrue(
      String name, Map<String, String> properties, Map<String, String> environment) {
    return setting(name, properties, environment).equals("true");
  }

  private static boolean isFalse(
      String name, Map<String, String> properties, Map<String, String> environment) {
    return setting(name, properties, environment).equals("false");
  }

  private static String setting(
      String name, Map<String, String> properties, Map<String, String> environment) {
    String given = properties.get(name);
    if (given == null) {
      given = environment.get(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    return given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
  }
}
