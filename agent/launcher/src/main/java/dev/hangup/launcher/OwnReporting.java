// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.boot.AgentLoader;
import dev.hangup.jdk.OwnThread;
import dev.hangup.jdk.Platform;
import dev.hangup.live.Documents;
import dev.hangup.live.Live;
import dev.hangup.live.channel.Desk;
import dev.hangup.observer.Clock;
import dev.hangup.observer.JsonLine;
import dev.hangup.observer.LateEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Telemetry;
import dev.hangup.observer.TraceSource;
import dev.hangup.tap.TapSink;
import java.lang.instrument.Instrumentation;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reporting by the jar's own means, or through OpenTelemetry's agent where it is there. Telemetry
 * is chosen and started on a thread of its own once WebSocket is in use; by then every agent's
 * premain has returned, and what happens before telemetry is up waits in {@link LateEvents}.
 */
final class OwnReporting implements Reporting {

  private static final String OWN = "dev.hangup.export.SdkTelemetry";
  private static final String THEIRS = "dev.hangup.telemetry.AgentTelemetry";

  /** What the end of the JVM may be delayed by, once all other shutdown hooks are done. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  /** From the first WebSocket class to telemetry: usually the server listens by then. */
  private static final long HEAD_START_MILLIS = 300;

  private final Instrumentation instrumentation;
  private final Map<String, String> environment;
  private final TelemetryLoader ownSdk;
  private final TelemetryLoader theirSdk;
  private final String version;
  private final boolean attached;
  private final boolean inside;
  private final StackIndex index;
  private final Set<String> observed = new TreeSet<>();
  private final CountDownLatch ending = new CountDownLatch(1);

  /** With what a file of OpenTelemetry's agent adds to them, as soon as that can be read. */
  private volatile Map<String, String> properties;

  private boolean fileAsked;

  private @Nullable ObserverSettings settings;
  private @Nullable Observation observation;
  private @Nullable LateEvents events;
  private @Nullable Live live;
  private @Nullable Desk desk;
  private @Nullable PagePort page;
  private @Nullable SeenClasses seenClasses;
  private @Nullable Console console;

  /** Of lines about closes: the console, unless these are JSON or go to a file. */
  private @Nullable Console closes;

  private @Nullable EarlyPort port;
  private volatile @Nullable CurrentTrace traces;

  /** Of stacks: then that has been said already, and says enough. */
  private boolean namesUnknown;

  private @Nullable Thread starting;

  /** The hook of OpenTelemetry's agent, which we run after ours. */
  private volatile @Nullable Thread endOfTheirSdk;

  private volatile @Nullable Telemetry telemetry;

  OwnReporting(
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
    this.ownSdk = new TelemetryLoader(TelemetryLoader.OWN_SDK, jar, jarUrl);
    this.theirSdk = new TelemetryLoader(TelemetryLoader.THEIR_SDK, jar, jarUrl);
    this.version = version;
    this.attached = attached;
    this.inside = inside;
    this.index = index;
    if (inside) {
      askFile();
    }
  }

  /**
   * With the JVM, though nothing of WebSocket is in sight: the port for Prometheus, and where every
   * close is told, a line that somebody is there to tell it.
   */
  void beginWithTheJvm() {
    boolean talkative = tellsAll() && settings().enabled();
    if (talkative) {
      AgentLog.line(
          "version "
              + version
              + " is in, looking for "
              + names(settings())
              + "; what is observed and where it goes is said when WebSocket is in use");
    }
    if (!inside && EarlyPort.isWanted(properties, environment)) {
      EarlyPort early = new EarlyPort(properties, environment, ownSdk, talkative);
      synchronized (this) {
        port = early;
      }
      early.begin(instrumentation);
    }
  }

  /** Not by {@link ObserverSettings}, whose classes would then load before main. */
  private boolean tellsAll() {
    String given = properties.get("hangup.log");
    if (given == null) {
      given = environment.get("HANGUP_LOG");
    }
    return given != null && given.strip().equalsIgnoreCase("all");
  }

  private String names(ObserverSettings read) {
    Set<String> wanted = new TreeSet<>();
    for (Stack stack : index.stacks()) {
      if (read.observes(stack.name())) {
        wanted.add(stack.name());
      }
    }
    return wanted.isEmpty() ? "nothing" : String.join(", ", wanted);
  }

  private synchronized ObserverSettings settings() {
    if (settings == null) {
      settings = ObserverSettings.read(properties, environment, AgentLog::say);
      sayUnknownStacks(settings);
    }
    return settings;
  }

  /**
   * Not before the premain of OpenTelemetry's agent has returned, which may come after ours: at the
   * first class of a stack, or where that agent has called us. What was read before is read anew.
   */
  private synchronized void askFile() {
    if (!fileAsked) {
      fileAsked = true;
      Map<String, String> all = ConfigurationFile.under(properties, environment);
      if (!all.equals(properties)) {
        properties = all;
        settings = null;
      }
    }
  }

  private void sayUnknownStacks(ObserverSettings read) {
    Set<String> known = new TreeSet<>();
    for (Stack stack : index.stacks()) {
      known.add(stack.name());
    }
    for (String name : read.stacks()) {
      if (!known.contains(name.startsWith("-") ? name.substring(1) : name)) {
        namesUnknown = true;
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
    askFile();
    // Where a property says that nothing is observed we are not here; a file may say it, too.
    return settings().enabled() && settings().observes(stack.name());
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
    events = new LateEvents(AgentLog::say, traceSource());
    ObserverSettings read = settings();
    Console said = new Console(AgentLog::close);
    Console told = closes(read, said);
    console = said;
    closes = told;
    Live now = new Live(read, Clock.SYSTEM);
    Observation made =
        new Observation(
            read, Clock.SYSTEM, now.before(events), said, told, attached, linesAreInEnglish(read));
    made.watchOn(work -> OwnThread.daemon("hangup-watch", work));
    now.watch(made::look);
    live = now;
    observation = made;
    return made;
  }

  private static Console closes(ObserverSettings read, Console said) {
    String path = read.logTo();
    if (path == null && !read.logJson()) {
      return said;
    }
    Consumer<String> standard = read.logJson() ? AgentLog::json : AgentLog::close;
    LongFunction<String> droppedLine =
        dropped -> {
          String line =
              dropped
                  + " lines were dropped, "
                  + (path == null ? "standard error" : path)
                  + " takes them too slowly";
          return read.logJson() ? JsonLine.saying(Clock.SYSTEM.epochNanos(), "WARN", line) : line;
        };
    if (path == null) {
      return new Console(standard, () -> {}, droppedLine);
    }
    LineFile file = new LineFile(path, standard);
    return new Console(file, file::open, droppedLine);
  }

  /** Where loaders cannot be asked, the requests' headers say what there is to say. */
  private TraceSource traceSource() {
    try {
      CurrentTrace made = new CurrentTrace(new ModuleAccess(instrumentation));
      traces = made;
      return made;
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      AgentLog.failed("the trace a handshake runs in cannot be seen, only its headers", e);
      return TraceSource.NONE;
    }
  }

  @Override
  public void tappedIn(ClassLoader library) {
    CurrentTrace known = traces;
    if (known != null) {
      known.tappedIn(library);
    }
  }

  /** Where standard error has no letters for the language that is set. */
  private static boolean linesAreInEnglish(ObserverSettings read) {
    String language = read.languageTag();
    if (language.equals("en") || read.logJson() || read.logTo() != null) {
      return false; // and what standard error can show does not matter
    }
    Charset charset = AgentLog.charset();
    if (read.isShownBy(charset)) {
      return false;
    }
    AgentLog.say(
        "setting hangup.language="
            + language
            + ": "
            + charset
            + ", the character set of standard error, cannot show it; lines are in English, spans"
            + " are in "
            + language);
    return true;
  }

  @Override
  public synchronized void begin(Stack stack) {
    observed.add(stack.name());
    Observation observing = observation;
    LateEvents waiting = events;
    Console said = console;
    Console told = closes;
    if (starting == null && observing != null && waiting != null && said != null && told != null) {
      List<Console> lines = said == told ? List.of(said) : List.of(said, told);
      Thread thread = OwnThread.daemon("hangup-start", () -> start(observing, waiting, lines));
      starting = thread;
      // What is observed, and where it goes, is to be read first.
      lines.forEach(Console::hold);
      endWithTheJvm(observing, lines);
      thread.start();
    }
  }

  @Override
  public synchronized void leftOut(Stack stack) {
    if (observed.isEmpty() && !namesUnknown && settings().enabled()) {
      AgentLog.say(
          "setting hangup.stacks="
              + String.join(",", settings().stacks())
              + " leaves out "
              + stack.name()
              + ", which is all that is used for WebSocket so far: nothing is observed");
    }
  }

  /** The application has the cores to itself while it starts; what it does meanwhile waits. */
  @SuppressWarnings("EmptyCatch") // an application that interrupts all threads gives no more of it
  private void headStart() {
    try {
      ending.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
    }
  }

  private void start(Observation observing, LateEvents waiting, List<Console> lines) {
    try {
      watchJdk();
      headStart();
      if (settings().logTo() != null) {
        lines.forEach(Console::begin); // a file that cannot be written is told of now
      }
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
    } finally {
      lines.forEach(Console::letGo);
      openDesk();
      openPage();
    }
  }

  private void watchJdk() {
    try {
      SeenClasses made = seen();
      if (made != null) {
        made.begin(instrumentation);
      }
    } catch (Throwable t) {
      AgentLog.failed("neither JMX nor Flight Recorder is told of connections", t);
    }
  }

  private synchronized @Nullable SeenClasses seen() {
    Live told = live;
    if (told != null) {
      seenClasses = new SeenClasses(told.flights()::recorderSeen);
    }
    return seenClasses;
  }

  /** From now on another process of this user can ask what is live. */
  private void openDesk() {
    try {
      Desk made = desk();
      if (made != null) {
        OwnThread.daemon("hangup-why", made).start();
      }
    } catch (Throwable t) {
      AgentLog.failed("what is live cannot be asked for", t);
    }
  }

  /** Null where it is not wanted. */
  private synchronized @Nullable Desk desk() {
    Live asked = live;
    SeenClasses seen = seenClasses;
    if (asked == null || seen == null) {
      return null;
    }
    long pid = Platform.current().pid();
    Documents documents = documents(asked, pid);
    Desk made = new Desk(properties, environment, pid, version, documents::write);
    boolean bean = PlatformBean.isWanted(properties, environment);
    if (!made.isWanted() && !bean) {
      return null;
    }
    if (bean) {
      made.beside(new PlatformBean(instrumentation, seen, asked, version));
    }
    desk = made;
    return made;
  }

  private Documents documents(Live asked, long pid) {
    return new Documents(asked, new Documents.Teller(version, pid, this::observedStacks));
  }

  /** Asked before a class of the page is loaded: where it is not wanted, none is. */
  private boolean wantsPage() {
    return properties.containsKey("hangup.view.port")
        || environment.containsKey("HANGUP_VIEW_PORT");
  }

  private void openPage() {
    try {
      if (wantsPage()) {
        Live shown = live();
        if (shown != null) {
          page().open(properties, environment, documents(shown, Platform.current().pid()));
        }
      }
    } catch (Throwable t) {
      AgentLog.failed("there is no page", t);
    }
  }

  private synchronized @Nullable Live live() {
    return live;
  }

  /** Made by whichever comes first, the start or the end. */
  private synchronized PagePort page() {
    PagePort made = page;
    if (made == null) {
      made = new PagePort();
      page = made;
    }
    return made;
  }

  private void closePage() {
    try {
      if (wantsPage()) {
        page().close();
      }
    } catch (Throwable t) {
      AgentLog.failed("the page cannot be closed", t);
    }
  }

  private synchronized Set<String> observedStacks() {
    return new TreeSet<>(observed);
  }

  private synchronized void closeDesk() {
    Desk open = desk;
    if (open != null) {
      open.close();
    }
  }

  private synchronized String names() {
    return String.join(", ", observed);
  }

  /**
   * The one place that decides whose OpenTelemetry is used. What telemetry loads through the
   * thread's context loader must be found beside it and not in the application.
   */
  private Telemetry create(Observation observing) throws ReflectiveOperationException {
    boolean theirs = OpenTelemetryAgent.reports(properties, environment);
    AgentLoader telemetryLoader = (theirs ? theirSdk : ownSdk).get();
    Thread.currentThread().setContextClassLoader(telemetryLoader);
    // A console exporter has a line per span; what must not be said twice telemetry itself knows.
    Consumer<String> lines = AgentLog::line;
    EarlyPort early = theirs ? null : port();
    return Class.forName(theirs ? THEIRS : OWN, true, telemetryLoader)
        .asSubclass(Telemetry.class)
        .getConstructor(
            Map.class,
            Map.class,
            ObserverSettings.class,
            SizeTotals.class,
            OpenConnections.class,
            Consumer.class,
            Telemetry.Early.class)
        .newInstance(
            properties,
            environment,
            settings(),
            observing.sizes(),
            observing.open(),
            lines,
            early == null ? null : early.endpoint());
  }

  private synchronized @Nullable EarlyPort port() {
    return port;
  }

  /**
   * A daemon, though the JVM waits for it all the same: an application may wait in a hook of its
   * own for every thread that is none.
   */
  private void endWithTheJvm(Observation observing, List<Console> lines) {
    OtherHooks others = OtherHooks.of(new ModuleAccess(instrumentation));
    Thread hook = OwnThread.daemon("hangup-shutdown", () -> end(observing, lines, others));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      if (OpenTelemetryAgent.reports(properties, environment)) {
        endOfTheirSdk = others.takeOver("io.opentelemetry.sdk.autoconfigure.");
      }
    } catch (IllegalStateException e) {
      AgentLog.say("started while the JVM is shutting down: open connections will not be told");
    }
  }

  /** Servers say goodbye to their connections meanwhile, and are still observed. */
  private void end(Observation observing, List<Console> lines, OtherHooks others) {
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
      for (Console each : lines) {
        each.letGo();
        each.flush(Math.max(0, deadline - System.nanoTime()));
      }
    } catch (Throwable t) {
      AgentLog.failed("the last connections could not be told", t);
    } finally {
      closeDesk();
      closePage();
      endTheirSdk();
    }
  }

  /**
   * What it was told last it sends now, as long as it takes, also where an application interrupts
   * all threads.
   */
  @SuppressWarnings({"EmptyCatch", "ThreadJoinLoop"}) // this is that loop
  private void endTheirSdk() {
    Thread theirs = endOfTheirSdk;
    if (theirs == null) {
      return;
    }
    theirs.start();
    while (theirs.isAlive()) {
      try {
        theirs.join();
      } catch (InterruptedException goOn) {
      }
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
