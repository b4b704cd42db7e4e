// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.boot.AgentLoader;
import dev.hangup.observer.Clock;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Settings;
import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Telemetry;
import dev.hangup.tap.TapSink;
import java.lang.instrument.Instrumentation;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reporting by the jar's own means. Telemetry is chosen and started on a thread of its own once
 * WebSocket is in use; by then every agent's premain has returned, and what happens before
 * telemetry is up waits in {@link LateEvents}.
 */
final class OwnReporting implements Reporting {

  private static final String TELEMETRY = "dev.hangup.export.SdkTelemetry";

  /** What the end of the JVM may be delayed by, once nobody else has anything to do before it. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  /** From the first WebSocket class to telemetry: usually the server listens by then. */
  private static final long HEAD_START_MILLIS = 300;

  private final Instrumentation instrumentation;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Function<String, byte @Nullable []> jar;
  private final String jarUrl;
  private final String version;
  private final boolean attached;
  private final StackIndex index;
  private final Set<String> observed = new TreeSet<>();
  private final CountDownLatch ending = new CountDownLatch(1);
  private @Nullable Settings settings;
  private @Nullable Observation observation;
  private @Nullable LateEvents events;
  private @Nullable Console console;
  private @Nullable Thread starting;
  private volatile @Nullable Telemetry telemetry;

  OwnReporting(
      Instrumentation instrumentation,
      Map<String, String> properties,
      Map<String, String> environment,
      Function<String, byte @Nullable []> jar,
      String jarUrl,
      String version,
      boolean attached,
      StackIndex index) {
    this.instrumentation = instrumentation;
    this.properties = properties;
    this.environment = environment;
    this.jar = jar;
    this.jarUrl = jarUrl;
    this.version = version;
    this.attached = attached;
    this.index = index;
  }

  private synchronized Settings settings() {
    if (settings == null) {
      settings = Settings.read(properties, environment, AgentLog::say);
      sayUnknownStacks(settings);
    }
    return settings;
  }

  private void sayUnknownStacks(Settings read) {
    Set<String> known = new TreeSet<>();
    for (Stack stack : index.stacks()) {
      known.add(stack.name());
    }
    for (String name : read.stacks()) {
      if (!known.contains(name.startsWith("-") ? name.substring(1) : name)) {
        AgentLog.say(
            "setting hangup.stacks names '"
                + name
                + "', which is none of the stacks known here: "
                + String.join(", ", known));
      }
    }
  }

  @Override
  public boolean wants(Stack stack) {
    return settings().observes(stack.name());
  }

  @Override
  public boolean appendsDispatcher() {
    String given = properties.get("hangup.dispatcher");
    if (given == null) {
      given = environment.getOrDefault("HANGUP_DISPATCHER", "define");
    }
    String wanted = given.strip().toLowerCase(Locale.ROOT);
    if (!wanted.equals("define") && !wanted.equals("append")) {
      AgentLog.say(
          "setting hangup.dispatcher="
              + given
              + " cannot be read, it takes define or append; using the default, define");
    }
    return wanted.equals("append");
  }

  @Override
  public synchronized TapSink sink() {
    events = new LateEvents(AgentLog::say);
    console = new Console(AgentLog::line);
    observation = new Observation(settings(), Clock.SYSTEM, events, console, attached);
    return observation;
  }

  @Override
  public synchronized void begin(Stack stack) {
    observed.add(stack.name());
    Observation observing = observation;
    LateEvents waiting = events;
    Console lines = console;
    if (starting == null && observing != null && waiting != null && lines != null) {
      Thread thread = OwnThread.daemon("hangup-start", () -> start(observing, waiting));
      starting = thread;
      endWithTheJvm(observing, lines);
      thread.start();
    }
  }

  /** The application has the cores to itself while it starts; what it does meanwhile waits. */
  private void headStart() throws InterruptedException {
    ending.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void start(Observation observing, LateEvents waiting) {
    try {
      headStart();
      observing.prepare();
      Telemetry started = create(observing);
      telemetry = started;
      waiting.connect(started.events(), observing::suppressed);
      AgentLog.line("version " + version + ", observing " + names() + "; " + started.description());
    } catch (Throwable t) {
      waiting.giveUp();
      AgentLog.failed(
          "version "
              + version
              + ", observing "
              + names()
              + " on the console only, exporting cannot be started",
          t);
    }
  }

  private synchronized String names() {
    return String.join(", ", observed);
  }

  /**
   * The one place that decides whose OpenTelemetry is used: the SDK in {@code sdk/}. What it loads
   * through the thread's context loader must be found there and not in the application.
   */
  private Telemetry create(Observation observing) throws ReflectiveOperationException {
    AgentLoader loader = new AgentLoader("sdk/", jar, jarUrl, OwnReporting.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    // A console exporter has a line per span; what must not be said twice telemetry itself knows.
    Consumer<String> lines = AgentLog::line;
    return Class.forName(TELEMETRY, true, loader)
        .asSubclass(Telemetry.class)
        .getConstructor(Map.class, Map.class, Settings.class, SizeTotals.class, Consumer.class)
        .newInstance(properties, environment, settings(), observing.sizes(), lines);
  }

  /**
   * A daemon, though the JVM waits for it all the same: an application may wait in a hook of its
   * own for every thread that is none.
   */
  private void endWithTheJvm(Observation observing, Console lines) {
    OtherHooks others = OtherHooks.of(new Rights(instrumentation));
    Thread hook = OwnThread.daemon("hangup-shutdown", () -> end(observing, lines, others));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      AgentLog.say("started while the JVM is shutting down: open connections will not be told");
    }
  }

  /** Servers say goodbye to their connections meanwhile, and are still observed. */
  private void end(Observation observing, Console lines, OtherHooks others) {
    try {
      observing.goingDown();
      ending.countDown();
      others.await(observing::openConnections);
      long deadline = System.nanoTime() + PATIENCE;
      observing.shutDown();
      Telemetry running = awaitTelemetry(deadline);
      if (running != null) {
        running.shutdown(Math.max(0, deadline - System.nanoTime()));
      }
      lines.flush(Math.max(0, deadline - System.nanoTime()));
    } catch (Throwable t) {
      AgentLog.failed("the last connections could not be told", t);
    }
  }

  /** A JVM may end while telemetry is still starting. */
  private @Nullable Telemetry awaitTelemetry(long deadline) throws InterruptedException {
    Thread thread = starting();
    if (thread != null) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
    }
    return telemetry;
  }

  private synchronized @Nullable Thread starting() {
    return starting;
  }
}
