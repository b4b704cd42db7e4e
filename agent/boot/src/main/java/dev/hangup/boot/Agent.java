// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM comes in: {@code -javaagent}, attach and {@code java -jar}; and OpenTelemetry's
 * agent, where we are an extension of it. Whatever goes wrong here costs one line on standard
 * error; the application runs on.
 */
public final class Agent {

  static final int FLOOR = 8;

  /** Of Java 8: the update from which on we know what it does. */
  static final int FLOOR_UPDATE = 202;

  /**
   * Set to our version by the copy of the agent that starts first, so that a second agent of any
   * loader steps back.
   */
  static final String STARTED = "hangup.started";

  /** Follows our version in {@link #STARTED} where OpenTelemetry's agent started us. */
  private static final String INSIDE = " inside OpenTelemetry's agent";

  private static final String PREFIX = "hangup: ";
  private static final String NEEDED =
      "Java " + FLOOR + 'u' + FLOOR_UPDATE + " or newer is needed, this is Java ";

  private Agent() {}

  /** {@code -javaagent:hangup.jar}. */
  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    startQuietly(options, instrumentation, null, false);
  }

  /** Attached to a running JVM. */
  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    startQuietly(options, instrumentation, null, true);
  }

  /**
   * As an extension of OpenTelemetry's agent.
   *
   * @param home the loader that its agent made for our jar, and for nothing else
   */
  public static void startInside(ClassLoader home) {
    startQuietly(null, null, home, false);
  }

  /** {@code java -jar hangup.jar}: the version, the help, and the commands of the command line. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      AgentJar jar = AgentJar.ofThisClass();
      if (arguments.length == 1 && arguments[0].equals("--version")) {
        System.out.println("hangup " + jar.version());
        return 0;
      }
      if (isTooOld()) {
        say(NEEDED + System.getProperty("java.version") + '.');
        return 2;
      }
      AgentLoader loader = AgentLoader.ofCore(jar);
      Thread.currentThread().setContextClassLoader(loader);
      return (Integer)
          Class.forName("dev.hangup.cli.CommandLine", true, loader)
              .getMethod("start", String[].class)
              .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      say("this should not have happened, please report it: " + e.getCause());
      return 70; // EX_SOFTWARE of sysexits.h
    } catch (Throwable t) {
      say("cannot run: " + t);
      return 70;
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // not a stack trace: one line is the promise
  private static void startQuietly(
      @Nullable String options,
      @Nullable Instrumentation instrumentation,
      @Nullable ClassLoader home,
      boolean attached) {
    try {
      start(options, instrumentation, home, attached);
    } catch (InvocationTargetException e) {
      say("not started, the application runs on unobserved: " + e.getCause());
    } catch (Throwable t) {
      say("not started, the application runs on unobserved: " + t);
    }
  }

  private static void start(
      @Nullable String options,
      @Nullable Instrumentation given,
      @Nullable ClassLoader home,
      boolean attached)
      throws Exception {
    if (isTooOld()) { // before anything that such a JVM could not load
      say(
          NEEDED
              + System.getProperty("java.version")
              + ": not observing, the application runs on.");
      return;
    }
    SettingsSnapshot settings = SettingsSnapshot.snapshot(options);
    if (!settings.enabled()) {
      return;
    }
    AgentJar jar = home == null ? AgentJar.ofThisClass() : AgentJar.of((URLClassLoader) home);
    if (!jar.isTheAgent()) {
      say(
          "the agent's classes were found in "
              + jar
              + ", which is not the agent's jar: not observing. Give the original hangup.jar to"
              + " -javaagent and take it out of the application.");
      return;
    }
    boolean inside = home != null;
    Object running =
        System.getProperties()
            .putIfAbsent(STARTED, inside ? jar.version() + INSIDE : jar.version());
    if (running != null) {
      // The same jar given both ways is no mistake, so nothing need be said of it.
      if (!running.equals(inside ? jar.version() : jar.version() + INSIDE)) {
        say("version " + running + " is running already, " + others(jar) + "steps back.");
      }
      return;
    }
    launch(given == null ? ofOpenTelemetry() : given, settings, jar, attached, inside);
  }

  /** What their premain was given. */
  private static Instrumentation ofOpenTelemetry() throws ReflectiveOperationException {
    Object held =
        Class.forName("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", true, null)
            .getMethod("getInstrumentation")
            .invoke(null);
    if (held == null) {
      throw new IllegalStateException("OpenTelemetry's agent holds no instrumentation");
    }
    return (Instrumentation) held;
  }

  @SuppressWarnings("unchecked") // the other side is in the same jar, behind a loader of its own
  private static void launch(
      Instrumentation instrumentation,
      SettingsSnapshot settings,
      AgentJar jar,
      boolean attached,
      boolean inside)
      throws Exception {
    Consumer<Object[]> entry =
        (Consumer<Object[]>)
            Class.forName("dev.hangup.launcher.Entry", true, AgentLoader.ofCore(jar))
                .asSubclass(Consumer.class)
                .getDeclaredConstructor()
                .newInstance();
    entry.accept(
        new Object[] {
          instrumentation,
          settings.properties(),
          settings.environment(),
          jar,
          jar.url(),
          jar.version(),
          attached,
          inside
        });
  }

  /**
   * All agents given share one class path, and its first jar gave this class: who else is there can
   * only be told from the manifests.
   */
  private static String others(AgentJar jar) throws IOException {
    TreeSet<String> versions = new TreeSet<>();
    Enumeration<URL> manifests = ClassLoader.getSystemResources("META-INF/MANIFEST.MF");
    while (manifests.hasMoreElements()) {
      try (InputStream in = manifests.nextElement().openStream()) {
        Attributes main = new Manifest(in).getMainAttributes();
        if (Agent.class.getName().equals(main.getValue("Premain-Class"))) {
          versions.add(main.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
        }
      }
    }
    versions.remove(jar.version());
    return versions.isEmpty() ? "a second start " : "version " + String.join(", ", versions) + ' ';
  }

  private static boolean isTooOld() {
    return isTooOld(
        System.getProperty("java.specification.version", "0"),
        System.getProperty("java.version", "0"));
  }

  /** The first is 1.8 or 17, the second 1.8.0_202 or 17.0.2. */
  static boolean isTooOld(String specification, String version) {
    int release =
        number(specification.startsWith("1.") ? specification.substring(2) : specification);
    if (release != FLOOR) {
      return release < FLOOR;
    }
    return number(version.substring(version.indexOf('_') + 1)) < FLOOR_UPDATE;
  }

  /** Of the digits a text begins with, 0 where there are none. */
  private static int number(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    try {
      return Integer.parseInt(text.substring(0, end));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static void say(String line) {
    System.err.println(PREFIX + line);
  }
}
