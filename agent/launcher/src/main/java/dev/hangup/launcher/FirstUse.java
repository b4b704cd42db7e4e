// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agent before the first class of a stack comes: what it was given, and nothing made of it. A
 * program without WebSocket never sees more.
 */
final class FirstUse implements Transformer.Taps {

  private final Instrumentation instrumentation;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Function<String, byte @Nullable []> jar;
  private final String jarUrl;
  private final String version;
  private final boolean attached;
  private final boolean inside;
  private final StackIndex index;
  private @Nullable OwnReporting reporting;
  private volatile @Nullable Session session;

  FirstUse(
      Instrumentation instrumentation,
      Map<String, String> properties,
      Map<String, String> environment,
      Function<String, byte @Nullable []> jar,
      String jarUrl,
      String version,
      boolean attached,
      boolean inside,
      StackIndex index) {
    this.instrumentation = instrumentation;
    this.properties = properties;
    this.environment = environment;
    this.jar = jar;
    this.jarUrl = jarUrl;
    this.version = version;
    this.attached = attached;
    this.inside = inside;
    this.index = index;
  }

  /**
   * What need not wait, if any of it is asked for. Inside OpenTelemetry's agent that may be in a
   * file, and now is when to ask for it.
   */
  void beginWithTheJvm() {
    if (inside || mayAskForMore(properties) || mayAskForMore(environment)) {
      reporting().beginWithTheJvm();
    }
  }

  /** A first look, which says yes too often: at values that only those settings have. */
  private static boolean mayAskForMore(Map<String, String> settings) {
    for (String value : settings.values()) {
      String said = value.toLowerCase(Locale.ROOT);
      if (said.contains("prometheus") || said.contains("all")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] tapped(
      Stack stack,
      ClassLoader application,
      String className,
      byte[] original,
      boolean mayAddField) {
    Session known = session;
    return (known == null ? begun() : known)
        .tapped(stack, application, className, original, mayAddField);
  }

  /** Under its lock only classes of the JDK and of our own loaders are loaded. */
  private synchronized Session begun() {
    Session known = session;
    if (known == null) {
      ClassLoader core = FirstUse.class.getClassLoader();
      LateTaps late = attached ? LateTaps.none(instrumentation) : LateTaps.of(instrumentation);
      known = new Session(instrumentation, index, core, reporting(), late, null);
      session = known;
    }
    return known;
  }

  private synchronized OwnReporting reporting() {
    OwnReporting known = reporting;
    if (known == null) {
      known =
          new OwnReporting(
              instrumentation,
              properties,
              environment,
              jar,
              jarUrl,
              version,
              attached,
              inside,
              index);
      reporting = known;
    }
    return known;
  }
}
