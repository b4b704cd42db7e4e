// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Ending;
import dev.hangup.close.HandshakeAccount;
import dev.hangup.codec.Extensions;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Backlog;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.PeerText;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Follows one connection from handshake to end. The two directions are confined as {@link Wire}
 * says and share nothing but {@link #signal}, {@link #firstClose} and the pings. After the first
 * signal of the end nothing on the wire counts any more: stacks go on talking to the dead.
 */
final class ConnectionObserver extends Wire {

  private static final int HANDSHAKE = 0;
  private static final int OPENING = 1;
  private static final int OPEN = 2;
  private static final int OVER = 3;

  /** Of those before the connection was open, which have no span yet. */
  private static final int EARLY_VIOLATIONS = 16;

  private static final int LONGEST_THREAD = 80;

  private static final int NEITHER = 0;
  private static final int RECEIVED = 1;
  private static final int SENT = 2;

  private static final AtomicIntegerFieldUpdater<ConnectionObserver> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(ConnectionObserver.class, "phase");
  private static final AtomicReferenceFieldUpdater<ConnectionObserver, FirstSignal> SIGNAL =
      AtomicReferenceFieldUpdater.newUpdater(ConnectionObserver.class, FirstSignal.class, "signal");
  private static final AtomicIntegerFieldUpdater<ConnectionObserver> FIRST_CLOSE =
      AtomicIntegerFieldUpdater.newUpdater(ConnectionObserver.class, "firstClose");

  private final Observation observation;
  private final Handshake handshake;
  private final long startEpoch;
  private final long start;
  private final StackHealth sight;
  private final int failuresBefore;

  /**
   * Only ever moves up: {@link #HANDSHAKE}, {@link #OPENING}, {@link #OPEN}, {@link #OVER}. While
   * one thread tells that the connection opens, another may end it: the end is then told by the
   * first, which finds that it is over. So no thread waits, and no end is told before its
   * beginning.
   */
  private volatile int phase;

  private volatile @Nullable FirstSignal signal;
  private volatile int firstClose;
  private volatile @Nullable ObservedDirection inbound;
  private volatile @Nullable ObservedDirection outbound;
  private final Connections.Entry listed;

  private volatile @Nullable PingLedger pings;
  private volatile @Nullable Marks marks;
  private volatile boolean incomplete;

  /** Not even the frames that were told can be trusted to be all of them. */
  private volatile boolean sightLost;

  /** The peer's framing is known: from the handshake on, or found again later. */
  private volatile boolean inStep;

  /** What was known when the first Close frame passed; null before. */
  private volatile @Nullable AtFirstClose atFirstClose;

  private record EarlyViolation(boolean received, Rule rule) {}

  /** Of the transport's end. */
  private record FirstSignal(Ending ending, @Nullable String error, long at, long pending) {}

  /** What comes after a Close frame is an answer to it, and tells nothing of the time before. */
  private record AtFirstClose(long at, long heardAt, long unanswered, long oldestAt) {
    Account.Pings pings(long sent, long end) {
      return new Account.Pings(sent, unanswered, unanswered == 0 ? -1 : end - oldestAt);
    }
  }

  /** What few connections ever see. Guarded by itself. */
  private static final class Marks {
    private long idleAt;
    private boolean idle;
    private long idleLimit = -1;
    private @Nullable String idleSetting;
    private @Nullable String handlerError;
    private long handlerErrorAt;
    private boolean handlerErrorToldLate;
    private boolean refused;
    private long refusedLimit;
    private long refusedAt;
    private boolean stalled;
    private long stalledFor;
    private long stalledAt;
    private long heldFor = -1;
    private long heldAt;
    private boolean endLost;
    private @Nullable Backlog backlog;

    /** Before the connection was open. */
    private @Nullable List<EarlyViolation> early;

    /** Where this is a client that was asked for while an upgrade request was handled. */
    private Legs.@Nullable Pairing pairing;

    /** Where this is a leg of a gateway. */
    private @Nullable Legs legs;

    private boolean held() {
      return heldFor >= 0 || endLost;
    }
  }

  /**
   * Begins to follow a connection.
   *
   * @param joinedMidway earlier bytes may have passed unseen, so the peer's framing cannot be found
   */
  ConnectionObserver(Observation observation, Handshake handshake, boolean joinedMidway) {
    this(observation, handshake, joinedMidway, null);
  }

  /** Likewise, of what may be a leg of a gateway. */
  ConnectionObserver(
      Observation observation,
      Handshake handshake,
      boolean joinedMidway,
      Legs.@Nullable Pairing pairing) {
    this.observation = observation;
    this.handshake = handshake;
    this.sight = observation.sight(handshake.stack());
    this.failuresBefore = sight.failures();
    this.incomplete = joinedMidway || !sight.isWhole(failuresBefore);
    this.inStep = !joinedMidway;
    this.startEpoch = observation.clock().epochNanos();
    this.start = observation.clock().nanoTime();
    this.listed = observation.list(this);
    if (pairing != null && handshake.isServer()) {
      pairing.answering(this);
    } else if (pairing != null) {
      Marks known = marks();
      synchronized (known) {
        known.pairing = pairing;
      }
    }
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  protected void onOpened() {
    if (!PHASE.compareAndSet(this, HANDSHAKE, OPENING)) {
      return;
    }
    try {
      open();
    } catch (Throwable t) {
      phase = OVER; // the gauge does not count it as open
      throw t;
    }
    if (!PHASE.compareAndSet(this, OPENING, OPEN)) {
      end();
    } else if (observation.isShutDown()) {
      shutDown();
    }
  }

  private void open() {
    boolean told = false;
    try {
      Series series = observation.opened(handshake);
      Extensions extensions = extensions();
      List<EarlyViolation> untold;
      synchronized (this) {
        observation.opened(listed, series, handshake, start);
        adopt(inbound, extensions);
        adopt(outbound, extensions);
        untold = early();
      }
      if (handshake.isOnEventLoop()) {
        handler(); // a handler of another connection may be in the way before anything is read
      }
      Legs.Pairing pairing = pairing();
      if (pairing != null) {
        pairing.opened(this);
      }
      observation.events().opened(series);
      told = true;
      for (EarlyViolation violation : untold) {
        observation.events().violation(series, violation.received(), violation.rule());
      }
    } catch (Throwable t) {
      observation.unlist(listed);
      if (told) {
        observation.events().lost(listed.series());
      }
      throw t;
    }
  }

  @Override
  protected void onRefused(int status, @Nullable Throwable failure) {
    if (PHASE.compareAndSet(this, HANDSHAKE, OVER)) {
      observation.unlist(listed);
      failHandshake(
          status,
          HandshakeFailures.of(failure),
          failure == null ? null : Endings.name(HandshakeFailures.cause(failure)));
    }
  }

  @Override
  protected void onInbound(ByteBuffer bytes, int from, int to) {
    if (signal != null || !inStep) {
      return;
    }
    ObservedDirection half = inbound;
    if (half == null) {
      half = half(true);
    }
    long now = observation.clock().nanoTime();
    if (handshake.tellsWhenHandled()) {
      handler().begin(now, listed);
    }
    half.bytes(bytes, from, to, now);
  }

  /** An event loop's own, or the connection's. */
  private Handling handler() {
    Handling by = listed.handling();
    boolean onLoop = handshake.isOnEventLoop();
    if (by == null || (onLoop && !by.isOfThisThread())) {
      by = onLoop ? Handling.ofThisLoop() : Handling.ofOneConnection();
      listed.handledBy(by);
    }
    return by;
  }

  @Override
  protected void onHandling() {
    Handling by = listed.handling();
    if (by != null && !by.isUnderWay()) {
      by.begin(observation.clock().nanoTime(), listed);
    }
  }

  @Override
  protected void onHandled() {
    Handling by = listed.handling();
    if (by != null) {
      by.end(observation.clock());
    }
    if (listed.isBeginning()) {
      handledInTheBeginning();
    }
  }

  private void handledInTheBeginning() {
    ObservedDirection in = inbound;
    boolean message = in != null && in.sizes().total().messages() > 0;
    if (message) {
      listed.beyondTheBeginning();
    }
    if (firstClose == NEITHER) { // else it was turned away
      observation.standsAlone(listed, message);
    }
  }

  @Override
  public boolean isBeginning() {
    return listed.isBeginning();
  }

  /** What handles this server's connection asks for a client. */
  void askedForAClient() {
    observation.askedForAClient(listed);
  }

  /** Of its route; null before it is open. */
  @Nullable OneToOne oneToOne() {
    return listed.isOpen() ? observation.oneToOne(listed.series()) : null;
  }

  @Override
  protected void onFrameBoundary() {
    inStep = true;
  }

  @Override
  protected void onUnseen() {
    lostSight();
    for (ObservedDirection half : halves()) {
      half.lostStep();
    }
  }

  @Override
  protected boolean onOutbound(int firstByte, boolean masked, long length) {
    return signal == null
        && sent().header(firstByte, masked, length, observation.clock().nanoTime());
  }

  @Override
  protected boolean onQueued(int firstByte, boolean masked, long length) {
    if (signal != null) {
      return false;
    }
    ObservedDirection half = sent();
    return half.mayWait(firstByte, length)
        ? half.headerOfWaiting(firstByte, masked, length)
        : half.header(firstByte, masked, length, observation.clock().nanoTime());
  }

  @Override
  protected void onFlushed() {
    ObservedDirection half = outbound;
    if (half != null && half.isWaiting() && signal == null) {
      half.flushed(observation.clock().nanoTime());
    }
  }

  private ObservedDirection sent() {
    ObservedDirection half = outbound;
    return half == null ? half(false) : half;
  }

  @Override
  protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
    ObservedDirection half = outbound;
    if (half != null && signal == null) {
      half.payload(bytes, from, to);
    }
  }

  @Override
  protected void onOutboundBytes(ByteBuffer bytes, int from, int to) {
    if (signal == null) {
      sent().bytes(bytes, from, to, observation.clock().nanoTime());
    }
  }

  @Override
  protected int onTaken(boolean received, int most) {
    if (signal != null || (received && !inStep)) {
      return most;
    }
    ObservedDirection half = received ? inbound : outbound;
    return half == null ? 0 : half.taken(most);
  }

  @Override
  protected void onCloseNotSent() {
    ObservedDirection half = outbound;
    if (half != null && half.closeNotSent() && FIRST_CLOSE.compareAndSet(this, SENT, NEITHER)) {
      atFirstClose = null;
    }
  }

  @Override
  protected void onIdle(long limitNanos, @Nullable String setting) {
    if (signal == null) {
      Marks known = marks();
      synchronized (known) {
        // The firing that matters is the last one before the first Close frame: an earlier one may
        // have been
        // answered with a ping, a later one only ended the wait for the peer's Close.
        if (!known.idle || firstClose == NEITHER) {
          known.idle = true;
          known.idleAt = observation.clock().nanoTime();
          known.idleLimit = limitNanos;
          known.idleSetting = setting;
        }
      }
    }
  }

  @Override
  protected void onSendStalled(long nanos) {
    if (signal == null) {
      Marks known = marks();
      synchronized (known) {
        known.stalled = true;
        known.stalledFor = nanos;
        known.stalledAt = observation.clock().nanoTime();
      }
    }
  }

  @Override
  protected void onBacklog(@Nullable Backlog waiting) {
    Marks known = marks();
    synchronized (known) {
      known.backlog = waiting;
    }
  }

  /** Bytes that wait in this process to be sent, as far as the stack tells. */
  private long pending() {
    Marks known = marks;
    if (known == null) {
      return 0;
    }
    Backlog waiting;
    synchronized (known) {
      waiting = known.backlog;
    }
    return waiting == null ? 0 : Math.max(0, waiting.bytes());
  }

  /** Likewise when the end was seen. */
  long pendingAtEnd() {
    FirstSignal first = signal;
    return first == null ? 0 : first.pending();
  }

  @Override
  protected void onHeldBack(boolean endLost) {
    long now = observation.clock().nanoTime();
    long lasted = now - heardAt();
    if (phase == OVER || (!endLost && lasted < Diagnostician.HELD_BACK)) {
      return; // as between any two messages
    }
    Marks known = marks();
    synchronized (known) {
      if (endLost) {
        known.endLost = true;
      } else if (signal == null) {
        known.heldFor = lasted;
        known.heldAt = now;
      }
    }
  }

  @Override
  protected void onHandlerFailed(Throwable failure) {
    if (signal == null) {
      Marks known = marks();
      synchronized (known) {
        known.handlerError = nameOf(failure);
        known.handlerErrorAt = observation.clock().nanoTime();
        known.handlerErrorToldLate = false;
      }
    }
  }

  /** The application cannot see from the exception which of its threads was in the way. */
  private static String nameOf(Throwable failure) {
    String name = Endings.name(failure);
    return TwoSenders.isIn(failure)
        ? name
            + " (two threads sent at the same time, one of them "
            + PeerText.clean(Thread.currentThread().getName(), LONGEST_THREAD)
            + ")"
        : name;
  }

  @Override
  protected void onHandlerHadFailed(Throwable failure) {
    if (phase == OVER) {
      return;
    }
    Marks known = marks();
    synchronized (known) {
      if (known.handlerError == null) {
        known.handlerError = nameOf(failure);
        known.handlerErrorToldLate = true;
      }
    }
  }

  @Override
  protected void onLimit(long bytes) {
    if (signal == null) {
      Marks known = marks();
      synchronized (known) {
        known.refused = true;
        known.refusedLimit = bytes;
        known.refusedAt = observation.clock().nanoTime();
      }
    }
  }

  @Override
  protected void onSignal(Signal kind, @Nullable Throwable failure) {
    if (phase == OVER) {
      return;
    }
    try {
      Ending ending = Endings.of(kind, failure);
      if (ending != null) {
        record(ending, kind, failure);
      }
    } finally {
      if (kind == Signal.CLOSED) {
        finish();
      }
    }
  }

  /** The first signal stands, but for an end of stream that a reset had left to be read. */
  private void record(Ending ending, Signal kind, @Nullable Throwable failure) {
    String error = Endings.describe(ending, failure);
    FirstSignal first = signal;
    if (first == null) {
      FirstSignal now = new FirstSignal(ending, error, observation.clock().nanoTime(), pending());
      first = SIGNAL.compareAndSet(this, null, now) ? null : signal;
      if (first == null && listed.isOpen()) {
        observation.endSeen(handshake, now.at(), ending, firstClose == NEITHER && isSeen());
      }
    }
    if (first != null
        && first.ending() == Ending.PEER_EOF
        && Endings.isResetOfAWrite(kind, failure)) {
      SIGNAL.compareAndSet(
          this, first, new FirstSignal(Ending.PEER_RESET, error, first.at(), first.pending()));
    }
  }

  @Override
  protected void onBlind() {
    lostSight();
  }

  void lostSight() {
    incomplete = true;
    sightLost = true;
  }

  /** This JVM is shutting down: whatever is still open ends here. */
  void shutDown() {
    SIGNAL.compareAndSet(
        this,
        null,
        new FirstSignal(Ending.SHUTDOWN, null, observation.clock().nanoTime(), pending()));
    finish();
  }

  void pingSent(long fingerprint, long at) {
    PingLedger ledger = pings;
    if (ledger == null) {
      ledger = new PingLedger();
      pings = ledger;
    }
    ledger.sent(fingerprint, at);
  }

  void pongReceived(long fingerprint, long at) {
    PingLedger ledger = pings;
    if (ledger == null) {
      return;
    }
    long waited = ledger.answered(fingerprint, at);
    if (waited >= 0 && listed.isOpen()) {
      observation.events().pingAnswered(listed.series(), waited);
    }
  }

  void closeSeen(boolean received, long at) {
    if (FIRST_CLOSE.compareAndSet(this, NEITHER, received ? RECEIVED : SENT)) {
      atFirstClose = atFirstClose(at);
    }
  }

  /**
   * How much of a silence of the peer was one of this side, too: it spoke once in it at most, or
   * what it said last counts. Called where the peer has been silent for long, which is seldom.
   */
  long silentBothWays(long from, long to) {
    ObservedDirection half = outbound;
    return half == null ? to - from : half.silentWithin(from, to);
  }

  /** By whom what the peer sent was handled; null where that is not told. */
  @Nullable Handling handledBy() {
    return listed.handling();
  }

  boolean isListedAsOpen() {
    return listed.isOpen();
  }

  /** Of one that is open. */
  boolean isOf(@Nullable String route) {
    return Objects.equals(listed.series().route(), route);
  }

  /** It was open at that moment, on the even clock, and is now. */
  boolean isOpenSince(long moment) {
    return phase == OPEN && signal == null && start - moment <= 0;
  }

  private Legs.@Nullable Pairing pairing() {
    Marks known = marks;
    if (known == null) {
      return null;
    }
    synchronized (known) {
      Legs.Pairing asked = known.pairing;
      known.pairing = null;
      return asked;
    }
  }

  @Nullable Legs legs() {
    Marks known = marks;
    if (known == null) {
      return null;
    }
    synchronized (known) {
      return known.legs;
    }
  }

  void legs(Legs both) {
    Marks known = marks();
    synchronized (known) {
      known.legs = both;
    }
  }

  boolean isOver() {
    return phase == OVER;
  }

  /**
   * What its first Close frame says, where there was one and its transport goes on. From any
   * thread: null, too, where that frame is just being read or written.
   */
  Legs.@Nullable End endSoFar() {
    AtFirstClose then = atFirstClose;
    ObservedDirection half = firstClose == SENT ? outbound : inbound;
    if (then == null || half == null || !isSeen()) {
      return null;
    }
    Account.CloseFrame close = half.settled(() -> half.close(then.at(), false));
    return close == null || close.code() < 0 || close.violation() != null
        ? null
        : new Legs.End(
            handshake.connectionId(),
            close.code(),
            half == outbound ? Diagnosis.Initiator.LOCAL : Diagnosis.Initiator.REMOTE,
            then.at());
  }

  /** Adds what there is to say of this connection while it goes on. From any thread. */
  void addTo(Map<Series, OpenConnections.Waiting> waiting) {
    long now = observation.clock().nanoTime();
    int current = phase;
    if (current == OPEN) {
      of(listed.series(), waiting)
          .open(now - start, silence(now), sinceFirstClose(now), unansweredFor(now));
      of(listed.series(), waiting).pending(pending());
    } else if (current == HANDSHAKE && now - start > OpenConnections.HANDSHAKE_TOO_LONG) {
      of(observation.refused(handshake, Targets.of(handshake)), waiting).handshake(now - start);
    }
  }

  /** This connection as it is now; null once it has ended. From any thread, without a lock. */
  @Nullable OpenConnection look() {
    long now = observation.clock().nanoTime();
    long age = now - start;
    int current = phase;
    if (current == HANDSHAKE) {
      return new OpenConnection(
          observation.refused(handshake, Targets.of(handshake)),
          handshake,
          true,
          startEpoch,
          age,
          age,
          -1,
          false,
          -1,
          -1,
          -1,
          OpenConnection.Direction.none(age),
          OpenConnection.Direction.none(age),
          !isSeen());
    }
    if (current != OPEN) {
      return null;
    }
    PingLedger ledger = pings;
    PingLedger.Seen seen = ledger == null ? PingLedger.NONE : ledger.at(now, heardAt());
    return new OpenConnection(
        listed.series(),
        handshake,
        false,
        startEpoch,
        age,
        silence(now),
        sinceFirstClose(now),
        firstClose == SENT,
        seen.pings().oldestUnanswered(),
        seen.last(),
        seen.slowest(),
        soFar(inbound, now),
        soFar(outbound, now),
        !isSeen());
  }

  private OpenConnection.Direction soFar(@Nullable ObservedDirection half, long now) {
    return half == null ? OpenConnection.Direction.none(now - start) : half.soFar(now);
  }

  private static OpenConnections.Waiting of(
      Series series, Map<Series, OpenConnections.Waiting> waiting) {
    return waiting.computeIfAbsent(series, any -> new OpenConnections.Waiting());
  }

  /** Since a frame began, either way; Close frames do not count. */
  private long silence(long now) {
    long silence = now - start;
    for (ObservedDirection half : halves()) {
      silence = Math.min(silence, now - half.heardAt());
    }
    return Math.max(0, silence);
  }

  private long sinceFirstClose(long now) {
    AtFirstClose first = atFirstClose;
    return first == null ? -1 : now - first.at();
  }

  private long unansweredFor(long now) {
    PingLedger ledger = pings;
    return ledger == null ? -1 : ledger.at(now, heardAt()).pings().oldestUnanswered();
  }

  Clock clock() {
    return observation.clock();
  }

  /** The nanosecond this connection began at, on the even clock. */
  long start() {
    return start;
  }

  private AtFirstClose atFirstClose(long at) {
    PingLedger ledger = pings;
    Account.Pings soFar = ledger == null ? Account.Pings.NONE : ledger.at(0, heardAt()).pings();
    return new AtFirstClose(at, heardAt(), soFar.unanswered(), -soFar.oldestUnanswered());
  }

  private long heardAt() {
    ObservedDirection in = inbound;
    return in == null ? start : in.heardAt();
  }

  void violationSeen(boolean received, Rule rule) {
    if (!listed.isOpen()) {
      synchronized (this) {
        if (!listed.isOpen()) {
          keepEarly(new EarlyViolation(received, rule));
          return;
        }
      }
    }
    observation.events().violation(listed.series(), received, rule);
  }

  private void keepEarly(EarlyViolation violation) {
    Marks known = marks();
    synchronized (known) {
      if (known.early == null) {
        known.early = new ArrayList<>(1);
      }
      if (known.early.size() < EARLY_VIOLATIONS) {
        known.early.add(violation);
      }
    }
  }

  private List<EarlyViolation> early() {
    Marks known = marks;
    if (known == null) {
      return List.of();
    }
    synchronized (known) {
      List<EarlyViolation> all = known.early;
      known.early = null;
      return all == null ? List.of() : all;
    }
  }

  /** The wall time of a moment of the even clock. */
  long epoch(long nanos) {
    return startEpoch + (nanos - start);
  }

  private ObservedDirection half(boolean received) {
    synchronized (this) {
      Role self = handshake.isServer() ? Role.SERVER : Role.CLIENT;
      ObservedDirection half =
          new ObservedDirection(
              this, received, received ? self.other() : self, observation.settings().framesKept());
      if (listed.isOpen()) {
        adopt(half, extensions());
      }
      if (received) {
        inbound = half;
      } else {
        outbound = half;
      }
      return half;
    }
  }

  private Extensions extensions() {
    String negotiated = handshake.extensions();
    return negotiated == null ? Extensions.NONE : Extensions.parse(negotiated);
  }

  private void adopt(@Nullable ObservedDirection half, Extensions extensions) {
    if (half != null) {
      half.reader().negotiated(extensions);
      listed.count(half.received(), half.sizes());
    }
  }

  private Marks marks() {
    Marks known = marks;
    if (known == null) {
      synchronized (this) {
        known = marks;
        if (known == null) {
          known = new Marks();
          marks = known;
        }
      }
    }
    return known;
  }

  /** No code of the agent failed that would have told more. */
  private boolean isSeen() {
    return !incomplete && sight.isWhole(failuresBefore);
  }

  private void finish() {
    int before = PHASE.getAndSet(this, OVER);
    if (before == OPEN) {
      end();
    } else if (before == HANDSHAKE) {
      observation.unlist(listed);
      if (isSeen()) {
        FirstSignal first = signal;
        failHandshake(
            0,
            first == null ? HandshakeAccount.Failure.NONE : HandshakeFailures.of(first.ending()),
            first == null ? null : first.error());
      }
    }
  }

  private void failHandshake(int status, HandshakeAccount.Failure failure, @Nullable String error) {
    Target target = Targets.of(handshake);
    HandshakeAccount account =
        HandshakeAccounts.of(
            handshake, target, observation.settings().capturePath(), status, failure, error);
    observation
        .events()
        .handshakeFailed(
            new FailedHandshake(
                observation.refused(handshake, target),
                handshake,
                target,
                startEpoch,
                epoch(observation.clock().nanoTime()),
                account,
                observation.diagnose(account)));
  }

  private void end() {
    Series series = listed.series();
    boolean told = false;
    observation.beginTelling();
    try {
      for (ObservedDirection half : halves()) {
        half.settled(half::received); // what is being read or written now still counts
      }
      Connections.Carried carried = observation.unlist(listed);
      if (carried != null) {
        observation.ended(pending(series, carried));
      }
      told = true;
    } finally {
      try {
        if (!told) {
          observation.events().lost(series);
        }
      } finally {
        observation.endTelling();
      }
    }
  }

  private PendingEnd pending(Series series, Connections.Carried carried) {
    FirstSignal first = Objects.requireNonNull(signal);
    PendingEnd end = new PendingEnd(this, series, handshake, first.at(), carried);
    try {
      look(end, first);
    } catch (Throwable t) {
      observation.suppressed(t);
      lostSight();
      look(end, first);
    }
    return end;
  }

  private void look(PendingEnd end, FirstSignal first) {
    Connections.Carried carried = end.carried();
    PingLedger ledger = pings;
    PingLedger.Seen seen = ledger == null ? PingLedger.NONE : ledger.at(first.at(), heardAt());
    Side received = side(inbound, first.at(), carried.received());
    Side sent = side(outbound, first.at(), carried.sent());
    ObservedDirection in = inbound;
    end.seen(
        account(end.series(), first, received, sent, seen.pings()),
        seen,
        violations(received, sent),
        in == null ? 0 : in.settled(in::survivedSilence),
        ledger == null ? -1 : ledger.period());
  }

  /** The verdict. A moment after the end, and on another thread: nothing changes here any more. */
  EndedConnection judged(PendingEnd end) {
    try {
      return verdict(end);
    } catch (Throwable t) {
      // The diagnosis or the telemetry failed on this end. What was on the wire is told, without a
      // cause.
      observation.suppressed(t);
      lostSight();
      look(end, Objects.requireNonNull(signal));
      return verdict(end);
    }
  }

  private EndedConnection verdict(PendingEnd end) {
    Account account = end.account();
    Diagnosis diagnosis = observation.diagnose(account);
    boolean error = Diagnostician.isError(account, diagnosis);
    return new EndedConnection(
        end.series(),
        handshake,
        Targets.of(handshake),
        startEpoch,
        epoch(end.endedAt()),
        account,
        diagnosis,
        error,
        end.pings().last(),
        end.pings().slowest(),
        end.violations(),
        error ? lastFrames(end.endedAt()) : List.of());
  }

  /** One direction, at one moment: what is judged and what is shown agree. */
  private record Side(
      Account.@Nullable CloseFrame close,
      Account.Direction direction,
      List<EndedConnection.SeenViolation> violations) {}

  private Side side(@Nullable ObservedDirection half, long end, Sizes counted) {
    if (half == null) {
      return new Side(null, Account.Direction.none(end - start), List.of());
    }
    boolean keepReason = observation.settings().captureReason();
    return half.settled(
        () ->
            new Side(half.close(end, keepReason), half.direction(end, counted), half.violations()));
  }

  private Account account(
      Series series, FirstSignal first, Side received, Side sent, Account.Pings seenPings) {
    long end = first.at();
    long duration = end - start;
    AtFirstClose then = atFirstClose;
    long heardAt = then == null ? heardAt() : then.heardAt();
    long goingDownAt = observation.goingDownAt();
    Marks known = marks;
    if (known == null) {
      known = new Marks();
    }
    synchronized (known) {
      return new Account(
          series.role(),
          series.stack(),
          handshake.stackVersion(),
          handshake.framework(),
          handshake.subprotocol(),
          extensions().deflate(),
          sight(),
          duration,
          goingDownAt == 0 ? -1 : Math.max(0, end - goingDownAt),
          first.ending(),
          first.error(),
          sent.close(),
          received.close(),
          sent.close() != null && (received.close() == null || firstClose == SENT),
          idleTimer(known, heardAt, end),
          known.handlerError == null
              ? null
              : new Account.HandlerFailure(
                  known.handlerError, known.handlerErrorToldLate ? -1 : end - known.handlerErrorAt),
          known.refused ? new Account.Refusal(known.refusedLimit, end - known.refusedAt) : null,
          known.stalled ? new Account.Stall(known.stalledFor, end - known.stalledAt) : null,
          known.held() ? new Account.Held(known.heldFor, end - known.heldAt, known.endLost) : null,
          received.direction(),
          sent.direction(),
          then == null ? seenPings : then.pings(seenPings.sent(), end),
          end - heardAt,
          handshake.refusedSubprotocols());
    }
  }

  private static Account.@Nullable IdleTimer idleTimer(Marks known, long heardAt, long end) {
    return known.idle
        ? new Account.IdleTimer(
            end - known.idleAt, heardAt - known.idleAt > 0, known.idleLimit, known.idleSetting)
        : null;
  }

  private Account.Sight sight() {
    if (isSeen()) {
      return Account.Sight.WHOLE;
    }
    return sight.isWhole(failuresBefore) && inStep && !sightLost
        ? Account.Sight.FROM_MIDWAY
        : Account.Sight.LOST;
  }

  private static List<EndedConnection.SeenViolation> violations(Side received, Side sent) {
    List<EndedConnection.SeenViolation> all = new ArrayList<>(received.violations());
    all.addAll(sent.violations());
    all.sort(Comparator.comparingLong(EndedConnection.SeenViolation::epochNanos));
    return List.copyOf(all);
  }

  private List<EndedConnection.SeenFrame> lastFrames(long end) {
    List<EndedConnection.SeenFrame> all = new ArrayList<>();
    for (ObservedDirection half : halves()) {
      all.addAll(half.settled(() -> half.lastFrames(end)));
    }
    all.sort(Comparator.comparingLong(EndedConnection.SeenFrame::epochNanos));
    return List.copyOf(all);
  }

  private List<ObservedDirection> halves() {
    List<ObservedDirection> halves = new ArrayList<>(2);
    ObservedDirection in = inbound;
    ObservedDirection out = outbound;
    if (in != null) {
      halves.add(in);
    }
    if (out != null) {
      halves.add(out);
    }
    return halves;
  }
}
