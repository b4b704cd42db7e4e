// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeAccount;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.close.Language;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.jdk.OwnThread;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TapSink;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is observed in this JVM: makes an observer for each connection, and passes on what the
 * observers find. One per process in production, one per test in tests.
 */
public final class Observation implements TapSink {

  /** The first end of a process loads classes; with a busy processor that takes a while. */
  private static final long TELLING = 2_000_000_000L;

  private final ObserverSettings settings;
  private final Clock clock;
  private final ConnectionEvents telemetry;
  private final ConnectionEvents events = new Guarded();
  private final SuppressedFailures failures;
  private final CloseLog log;
  private final DrainReport drain = new DrainReport();
  private final Consumer<String> lines;
  private final KnownBugLines bugs;
  private final boolean attachedLate;
  private volatile long goingDownAt;

  /** Ends that threads of the application are telling of just now; the first one takes a while. */
  private final AtomicInteger telling = new AtomicInteger();

  /** By stack; there are as many as stacks. */
  private final Map<String, StackHealth> sights = new ConcurrentHashMap<>();

  private final Function<Account, Diagnosis> judge;

  /** Made when the first connection ends, or before by {@link #prepare}. */
  private volatile @Nullable Diagnostician diagnostician;

  private final Connections connections;
  private final Company company;
  private final PeerHabits habits;
  private final WaitingRoom room;
  private final Routes routes;
  private final Watch watch;

  /** Set before the open connections are listed for the last time. */
  private volatile boolean shutDown;

  /** Series as they are handed out: one object for all connections alike. As many as routes. */
  private final Map<Series, Series> series = new ConcurrentHashMap<>();

  /**
   * Prepares to observe; {@link #install} begins.
   *
   * @param lines takes what is written to the console, one line each
   * @param attachedLate the agent came into a running JVM: connections may be older than it
   */
  public Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      boolean attachedLate) {
    this(settings, clock, telemetry, lines, lines, attachedLate, false);
  }

  /**
   * Likewise.
   *
   * @param closes takes the lines about closes
   * @param inEnglish closes are told where the language of the settings cannot be shown
   */
  public Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      Consumer<String> closes,
      boolean attachedLate,
      boolean inEnglish) {
    this(
        settings,
        clock,
        telemetry,
        lines,
        closes,
        attachedLate,
        inEnglish ? Language.EN : settings.language(),
        null,
        Observation::tellsEnds,
        null,
        null);
  }

  /** With a judge of the caller's own, or with null the diagnostician. */
  Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      boolean attachedLate,
      @Nullable Function<Account, Diagnosis> judge) {
    this(settings, clock, telemetry, lines, attachedLate, judge, Observation::tellsEnds);
  }

  /** With threads of the caller's own, who may do their work himself by {@link #tellDue}. */
  Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      boolean attachedLate,
      @Nullable Function<Account, Diagnosis> judge,
      Consumer<Runnable> threads) {
    this(
        settings,
        clock,
        telemetry,
        lines,
        lines,
        attachedLate,
        settings.language(),
        judge,
        threads,
        StallReasons.NONE,
        KernelReader.NONE);
  }

  /** With what explains standstills, and what knows of sockets. */
  Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      Consumer<Runnable> threads,
      StallReasons reasons,
      @Nullable KernelReader kernel) {
    this(
        settings,
        clock,
        telemetry,
        lines,
        lines,
        false,
        settings.language(),
        null,
        threads,
        reasons,
        kernel);
  }

  private Observation(
      ObserverSettings settings,
      Clock clock,
      ConnectionEvents telemetry,
      Consumer<String> lines,
      Consumer<String> closes,
      boolean attachedLate,
      Language ofLines,
      @Nullable Function<Account, Diagnosis> judge,
      Consumer<Runnable> threads,
      @Nullable StallReasons reasons,
      @Nullable KernelReader kernel) {
    this.settings = settings;
    this.clock = clock;
    this.telemetry = telemetry;
    this.lines = lines;
    this.bugs =
        new KnownBugLines(settings.log() == ObserverSettings.Report.NONE ? line -> {} : lines);
    this.failures = new SuppressedFailures(lines, settings.debug());
    this.log =
        new CloseLog(
            settings,
            clock,
            closes,
            ofLines == settings.language() ? CloseLog.Words.AS_TOLD : in(ofLines));
    this.attachedLate = attachedLate;
    this.connections = new Connections(events::lost, clock);
    this.routes = new Routes(settings.routes());
    this.watch = new Watch(clock, reasons, this::lookAtHandlers, this::stalled, failures::record);
    this.judge = judge == null ? account -> diagnostician().diagnose(account) : judge;
    Peers peers = new Peers();
    this.company = new Company(clock, connections, peers);
    this.habits = new PeerHabits(clock, connections, peers);
    Surroundings surroundings =
        new Surroundings(
            clock,
            watch,
            kernel == null ? KernelReader.ofThisProcess() : kernel,
            end ->
                Diagnostician.gaveUp(end.account())
                    && Diagnostician.hangsOnTheKernel(end.account(), diagnose(end.account())),
            () -> goingDownAt != 0);
    this.room =
        new WaitingRoom(
            clock,
            List.of(company, habits, surroundings, new Gateways()),
            this::tell,
            failures::record,
            threads);
  }

  /** Tells of ends that have waited. */
  private static void tellsEnds(Runnable work) {
    OwnThread.daemon("hangup-ends", work).start();
  }

  /** What is told on the console in a language of its own; made with the first line. */
  private static CloseLog.Words in(Language language) {
    return new CloseLog.Words() {
      private @Nullable Diagnostician made;

      @Override
      public Diagnosis of(EndedConnection ended) {
        return made().diagnose(ended.account());
      }

      @Override
      public HandshakeDiagnosis of(FailedHandshake failed) {
        return made().diagnose(failed.account());
      }

      private synchronized Diagnostician made() {
        Diagnostician ready = made;
        if (ready == null) {
          ready = new Diagnostician(language);
          made = ready;
        }
        return ready;
      }
    };
  }

  /**
   * As connections open, whether this JVM stands still is watched on a thread of this factory; none
   * is made before.
   */
  public void watchOn(ThreadFactory threads) {
    watch.with(threads);
  }

  Watch watch() {
    return watch;
  }

  private void lookAtHandlers(long now) {
    connections.look(
        now,
        (found, handling) ->
            events.stalled(
                new Series(found.role(), found.stack(), null),
                handling.isLoop() ? Circumstances.Kind.EVENT_LOOP : Circumstances.Kind.HANDLER));
  }

  private void stalled(Circumstances.Kind kind) {
    Set<Series> told = new HashSet<>();
    for (Series each : series.keySet()) {
      told.add(new Series(each.role(), each.stack(), null));
    }
    for (Series each : told) {
      events.stalled(each, kind);
    }
  }

  /** Begins to observe. */
  public void install() {
    WireTap.install(this);
  }

  /** The JVM begins to go down: from here on this side ends connections because of that. */
  public void goingDown() {
    long now = clock.nanoTime();
    goingDownAt = now == 0 ? 1 : now;
    closeRoom();
  }

  /** What waits is told now: a JVM that goes down waits for nothing. */
  private void closeRoom() {
    try {
      room.close();
    } catch (Throwable t) {
      failures.record(t);
    }
  }

  /** The first signal of an open connection's end; told of it is when the library is done. */
  void endSeen(Handshake handshake, long at, Ending ending, boolean withoutClose) {
    company.endSeen(handshake, at, ending, withoutClose && goingDownAt == 0);
  }

  /** A connection has ended: it is told of now, or in a moment by a thread of the agent. */
  void ended(PendingEnd end) {
    if (!room.enter(end)) {
      tell(end, List.of(end));
    }
  }

  /** What has waited for long enough is told by the thread that calls this. */
  void tellDue() {
    room.tellDue();
  }

  private void tell(List<PendingEnd> due) {
    for (PendingEnd end : due) {
      tell(end, due);
    }
  }

  private void tell(PendingEnd end, List<PendingEnd> due) {
    boolean told = false;
    try {
      EndedConnection ended = end.judged();
      if (ended.diagnosis().cause() == Cause.PEER_RESTART) {
        PeerLost lost = company.lost(end, ended, due);
        if (lost != null) {
          events.peerLost(lost);
        }
        ended = ended.asOneOfMany();
      }
      events.ended(ended);
      told = true;
    } catch (Throwable t) {
      failures.record(t);
    } finally {
      if (!told) {
        events.lost(end.series());
      }
    }
  }

  /** When that began, on the even clock; 0 before. */
  long goingDownAt() {
    return goingDownAt;
  }

  /** A thread has found that a connection is over, and is about to tell of it. */
  void beginTelling() {
    telling.incrementAndGet();
  }

  void endTelling() {
    telling.decrementAndGet();
  }

  /** How many connections have opened, and their end has not been told. */
  public int openConnections() {
    return connections.count() + untold();
  }

  /** Ends the account of every connection still open, with cause {@code shutdown}. */
  public void shutDown() {
    shutDown = true;
    closeRoom();
    for (ConnectionObserver connection : connections.open()) {
      try {
        connection.shutDown();
      } catch (Throwable t) {
        failures.record(t);
      }
    }
    awaitTold();
    log.shutDown();
    tellDrain();
  }

  private void tellDrain() {
    String line = settings.log() == ObserverSettings.Report.NONE ? null : drain.line();
    if (line != null) {
      lines.accept(line);
    }
  }

  private int untold() {
    return telling.get() + room.untold();
  }

  /** What another thread is telling of just now is told before telemetry ends. */
  private void awaitTold() {
    long start = System.nanoTime();
    while (untold() > 0 && System.nanoTime() - start < TELLING) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  public SizeTotals sizes() {
    return connections;
  }

  public OpenConnections open() {
    return connections;
  }

  /** Every connection that has not ended, and every upgrade that has no answer, as it is now. */
  public List<OpenConnection> look() {
    return connections.look();
  }

  public SuppressedFailures suppressedFailures() {
    return failures;
  }

  @Override
  public Wire handshake(Handshake handshake) {
    try {
      Legs.Pairing pairing = Asked.unwrap(handshake);
      if (handshake.context() == null) {
        handshake.context(telemetry.currentContext());
      }
      ConnectionObserver connection = new ConnectionObserver(this, handshake, false, pairing);
      nameBugs(handshake);
      return connection;
    } catch (Throwable t) {
      sight(handshake.stack()).handshakeLost();
      throw t;
    }
  }

  @Override
  public @Nullable Object currentTrace() {
    return Asked.here(telemetry.currentContext());
  }

  @Override
  public @Nullable Runnable switching() {
    return telemetry.switching();
  }

  @Override
  public Wire adopted(Handshake handshake) {
    ConnectionObserver connection = new ConnectionObserver(this, handshake, attachedLate);
    nameBugs(handshake);
    if (!sight(handshake.stack()).isTrusted()) {
      connection.onBlind();
    }
    return connection;
  }

  /** What fails there costs a line, not sight of the connection. */
  private void nameBugs(Handshake handshake) {
    try {
      bugs.met(handshake);
    } catch (Throwable t) {
      failures.record(t);
    }
  }

  @Override
  public void suppressed(Throwable failure) {
    failures.record(failure);
  }

  @Override
  public void suppressed(@Nullable String stack, Throwable failure) {
    // Before the words, which may fail.
    if (stack == null) {
      sights.values().forEach(StackHealth::failed);
    } else {
      sight(stack).failed();
    }
    failures.record(failure);
  }

  @Override
  public void tapMissing(String stack) {
    sight(stack).tapMissing();
  }

  @Override
  public void tapFound(String stack) {
    sight(stack).tapFound();
  }

  StackHealth sight(String stack) {
    StackHealth known = sights.get(stack);
    return known == null ? sights.computeIfAbsent(stack, any -> new StackHealth()) : known;
  }

  Clock clock() {
    return clock;
  }

  ObserverSettings settings() {
    return settings;
  }

  ConnectionEvents events() {
    return events;
  }

  /** Lists a connection whose handshake begins. */
  Connections.Entry list(ConnectionObserver connection) {
    return connections.add(connection);
  }

  /** The series of a connection that opens; of its handshake is kept what is told at the end. */
  Series opened(Handshake handshake) {
    watch.needed();
    Target target = Targets.of(handshake);
    Series known = series(handshake, routes.opened(target.path(), handshake.route()));
    Targets.settle(handshake, target, settings.captureQuery());
    handshake.agreed();
    return known;
  }

  /** The handshake of a listed connection is done. */
  void opened(Connections.Entry entry, Series known, Handshake handshake, long start) {
    connections.opened(entry, known, handshake);
    habits.opened(handshake, known, start);
  }

  /** What a server's connection has sent is handled, and it asked for no client meanwhile. */
  void standsAlone(Connections.Entry entry, boolean message) {
    connections.standsAlone(entry, message);
  }

  void askedForAClient(Connections.Entry entry) {
    connections.standsNotAlone(entry, true);
  }

  OneToOne oneToOne(Series known) {
    return connections.oneToOne(known);
  }

  /** Null where that was done before. */
  Connections.@Nullable Carried unlist(Connections.Entry entry) {
    return connections.remove(entry);
  }

  /** Connections that open from now on are not among those that the shutdown ended. */
  boolean isShutDown() {
    return shutDown;
  }

  Series refused(Handshake handshake, Target target) {
    return series(handshake, routes.refused(target.path(), handshake.route()));
  }

  private Series series(Handshake handshake, @Nullable String route) {
    Series wanted =
        new Series(handshake.isServer() ? Role.SERVER : Role.CLIENT, handshake.stack(), route);
    Series known = series.putIfAbsent(wanted, wanted);
    return known == null ? wanted : known;
  }

  /** Reads the close catalogue ahead of time, on a thread of the agent. */
  public void prepare() {
    try {
      diagnostician();
      bugs.prepare();
    } catch (Throwable t) {
      failures.record(t); // it will be tried again when a connection ends
    }
  }

  private Diagnostician diagnostician() {
    Diagnostician ready = diagnostician;
    if (ready == null) {
      ready = new Diagnostician(settings.language());
      diagnostician = ready;
    }
    return ready;
  }

  Diagnosis diagnose(Account account) {
    return judge.apply(account);
  }

  HandshakeDiagnosis diagnose(HandshakeAccount account) {
    return diagnostician().diagnose(account);
  }

  /** Console and telemetry each get everything, whatever becomes of the other. */
  private final class Guarded implements ConnectionEvents {

    @Override
    public @Nullable Object currentContext() {
      return telemetry.currentContext();
    }

    @Override
    public void opened(Series known) {
      guarded(() -> telemetry.opened(known));
    }

    @Override
    public void ended(EndedConnection connection) {
      if (connection.account().goingDown() >= 0) {
        guarded(() -> drain.ended(connection.account()));
      }
      if (connection.oneOfMany()) {
        guarded(() -> telemetry.ended(connection));
      } else if (log.waitsForTrace()) {
        withTrace(
            () -> log.line(connection),
            () -> telemetry.ended(connection),
            line -> telemetry.ended(connection, line));
      } else {
        guarded(() -> log.ended(connection));
        guarded(() -> telemetry.ended(connection));
      }
    }

    private void withTrace(
        Supplier<@Nullable EndLine> log, Runnable withoutLine, Consumer<EndLine> withLine) {
      EndLine line = null;
      try {
        line = log.get();
        if (line == null) {
          withoutLine.run();
        } else {
          withLine.accept(line);
        }
      } catch (Throwable t) {
        failures.record(t);
        if (line != null) {
          guarded(line::writePlain);
        }
      }
    }

    @Override
    public void peerLost(PeerLost lost) {
      if (log.waitsForTrace()) {
        withTrace(
            () -> log.line(lost),
            () -> telemetry.peerLost(lost),
            line -> telemetry.peerLost(lost, line));
      } else {
        guarded(() -> log.lost(lost));
        guarded(() -> telemetry.peerLost(lost));
      }
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {
      if (log.waitsForTrace()) {
        withTrace(
            () -> log.line(handshake),
            () -> telemetry.handshakeFailed(handshake),
            line -> telemetry.handshakeFailed(handshake, line));
      } else {
        guarded(() -> log.failed(handshake));
        guarded(() -> telemetry.handshakeFailed(handshake));
      }
    }

    @Override
    public void pingAnswered(Series known, long nanos) {
      guarded(() -> telemetry.pingAnswered(known, nanos));
    }

    @Override
    public void violation(Series known, boolean received, Rule rule) {
      guarded(() -> telemetry.violation(known, received, rule));
    }

    @Override
    public void stalled(Series known, Circumstances.Kind kind) {
      guarded(() -> telemetry.stalled(known, kind));
    }

    @Override
    public void lost(Series known) {
      guarded(() -> telemetry.lost(known));
    }

    private void guarded(Runnable event) {
      try {
        event.run();
      } catch (Throwable t) {
        failures.record(t);
      }
    }
  }
}
