// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Ending;
import dev.hangup.codec.Extensions;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one connection from handshake to end. The two directions are confined as {@link Wire}
 * says and share nothing but {@link #signal}, {@link #firstClose} and the pings. After the first
 * signal of the end nothing on the wire counts any more: stacks go on talking to the dead.
 */
final class ConnectionObserver extends Wire {

  private static final int HANDSHAKE = 0;
  private static final int OPEN = 1;
  private static final int OVER = 2;

  private static final int NEITHER = 0;
  private static final int RECEIVED = 1;
  private static final int SENT = 2;

  private static final VarHandle PHASE;
  private static final VarHandle SIGNAL;
  private static final VarHandle FIRST_CLOSE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PHASE = lookup.findVarHandle(ConnectionObserver.class, "phase", int.class);
      SIGNAL = lookup.findVarHandle(ConnectionObserver.class, "signal", FirstSignal.class);
      FIRST_CLOSE = lookup.findVarHandle(ConnectionObserver.class, "firstClose", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Observation observation;
  private final Handshake handshake;
  private final long startEpoch;
  private final long start;
  private final Sight sight;
  private final int failuresBefore;

  /** Only ever moves up: {@link #HANDSHAKE}, {@link #OPEN}, {@link #OVER}. */
  private volatile int phase;

  private volatile @Nullable FirstSignal signal;
  private volatile int firstClose;
  private volatile @Nullable Half inbound;
  private volatile @Nullable Half outbound;
  private volatile Connections.@Nullable Entry entry;
  private volatile @Nullable PingLedger pings;
  private volatile @Nullable Marks marks;
  private volatile boolean incomplete;

  /** The peer's framing is known: from the handshake on, or found again later. */
  private volatile boolean inStep;

  /** Of the transport's end. */
  private record FirstSignal(Ending ending, @Nullable String error, long at) {}

  /** What few connections ever see. Guarded by itself. */
  private static final class Marks {
    private long idleAt;
    private boolean idle;
    private long idleLimit = -1;
    private @Nullable String idleSetting;
    private @Nullable String handlerError;
    private long handlerErrorAt;
    private long messageLimit = -1;
  }

  /**
   * Begins to follow a connection.
   *
   * @param joinedMidway earlier bytes may have passed unseen, so the peer's framing cannot be found
   */
  ConnectionObserver(Observation observation, Handshake handshake, boolean joinedMidway) {
    this.observation = observation;
    this.handshake = handshake;
    this.sight = observation.sight(handshake.stack());
    this.failuresBefore = sight.failures();
    this.incomplete = joinedMidway || !sight.isWhole(failuresBefore);
    this.inStep = !joinedMidway;
    this.startEpoch = observation.clock().epochNanos();
    this.start = observation.clock().nanoTime();
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  protected void onOpened() {
    if (!PHASE.compareAndSet(this, HANDSHAKE, OPEN)) {
      return;
    }
    Connections.Entry opened = observation.opened(this, handshake);
    synchronized (this) {
      entry = opened;
      Extensions extensions = extensions();
      adopt(inbound, opened, extensions);
      adopt(outbound, opened, extensions);
    }
  }

  @Override
  protected void onRefused(int status, @Nullable Throwable failure) {
    if (PHASE.compareAndSet(this, HANDSHAKE, OVER)) {
      failHandshake(status, failure == null ? null : failure.getClass().getName());
    }
  }

  @Override
  protected void onInbound(ByteBuffer bytes, int from, int to) {
    if (signal != null || !inStep) {
      return;
    }
    Half half = inbound;
    if (half == null) {
      half = half(true);
    }
    half.bytes(bytes, from, to, observation.clock().nanoTime());
  }

  @Override
  protected void onFrameBoundary() {
    inStep = true;
  }

  @Override
  protected void onUnseen() {
    incomplete = true;
  }

  @Override
  protected void onOutbound(int firstByte, boolean masked, long length) {
    if (signal != null) {
      return;
    }
    Half half = outbound;
    if (half == null) {
      half = half(false);
    }
    half.header(firstByte, masked, length, observation.clock().nanoTime());
  }

  @Override
  protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
    Half half = outbound;
    if (half != null && signal == null) {
      half.payload(bytes, from, to);
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
    // Told by no stack yet.
  }

  @Override
  protected void onHandlerFailed(Throwable failure) {
    if (signal == null) {
      Marks known = marks();
      synchronized (known) {
        known.handlerError = failure.getClass().getName();
        known.handlerErrorAt = observation.clock().nanoTime();
      }
    }
  }

  @Override
  protected void onLimit(long bytes) {
    Marks known = marks();
    synchronized (known) {
      known.messageLimit = bytes;
    }
  }

  @Override
  protected void onSignal(Signal kind, @Nullable Throwable failure) {
    if (phase == OVER) {
      return;
    }
    Ending ending = Endings.of(kind, failure);
    if (ending != null) {
      record(ending, kind, failure);
    }
    if (kind == Signal.CLOSED) {
      finish();
    }
  }

  /** The first signal stands, but for an end of stream that a reset had left to be read. */
  private void record(Ending ending, Signal kind, @Nullable Throwable failure) {
    String error = failure == null ? null : failure.getClass().getName();
    FirstSignal first = signal;
    if (first == null) {
      Ending why = observation.isGoingDown() ? Ending.SHUTDOWN : ending;
      FirstSignal now = new FirstSignal(why, error, observation.clock().nanoTime());
      first = (FirstSignal) SIGNAL.compareAndExchange(this, null, now);
    }
    if (first != null
        && first.ending() == Ending.PEER_EOF
        && Endings.isResetOfAWrite(kind, failure)) {
      SIGNAL.compareAndSet(this, first, new FirstSignal(Ending.PEER_RESET, error, first.at()));
    }
  }

  @Override
  protected void onBlind() {
    incomplete = true;
  }

  /** This JVM is shutting down: whatever is still open ends here. */
  void shutDown() {
    SIGNAL.compareAndSet(
        this, null, new FirstSignal(Ending.SHUTDOWN, null, observation.clock().nanoTime()));
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
    Connections.Entry open = entry;
    if (ledger == null) {
      return;
    }
    long waited = ledger.answered(fingerprint, at);
    if (waited >= 0 && open != null) {
      observation.events().pingAnswered(open.series(), waited);
    }
  }

  void closeSeen(boolean received) {
    FIRST_CLOSE.compareAndSet(this, NEITHER, received ? RECEIVED : SENT);
  }

  void violationSeen(boolean received, Rule rule) {
    Connections.Entry open = entry;
    if (open != null) {
      observation.events().violation(open.series(), received, rule);
    }
  }

  /** The wall time of a moment of the even clock. */
  long epoch(long nanos) {
    return startEpoch + (nanos - start);
  }

  private Half half(boolean received) {
    synchronized (this) {
      Role self = handshake.isServer() ? Role.SERVER : Role.CLIENT;
      Half half =
          new Half(
              this, received, received ? self.other() : self, observation.settings().framesKept());
      Connections.Entry opened = entry;
      if (opened != null) {
        adopt(half, opened, extensions());
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

  private static void adopt(@Nullable Half half, Connections.Entry opened, Extensions extensions) {
    if (half != null) {
      half.reader().negotiated(extensions);
      opened.count(half.received(), half.sizes());
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

  /** Nothing of ours failed that would have told more. */
  private boolean isSeen() {
    return !incomplete && sight.isWhole(failuresBefore);
  }

  private void finish() {
    int before = (int) PHASE.getAndSet(this, OVER);
    if (before == OPEN) {
      end();
    } else if (before == HANDSHAKE && isSeen()) {
      FirstSignal first = signal;
      failHandshake(0, first == null ? null : first.error());
    }
  }

  private void failHandshake(int status, @Nullable String error) {
    String errorType = error != null ? error : status > 0 ? Integer.toString(status) : "_OTHER";
    Target target = Targets.of(handshake);
    observation
        .events()
        .handshakeFailed(
            new FailedHandshake(
                observation.series(handshake, target),
                handshake,
                target,
                startEpoch,
                epoch(observation.clock().nanoTime()),
                status,
                errorType));
  }

  private void end() {
    VarHandle.acquireFence();
    Connections.Entry open = entry;
    FirstSignal first = signal;
    if (open == null || first == null) {
      throw new IllegalStateException("ended without having been open");
    }
    observation.closed(open);
    Account account = account(open.series(), first);
    Diagnosis diagnosis = observation.diagnose(account);
    boolean error = Observation.isError(account, diagnosis);
    PingLedger ledger = pings;
    observation
        .events()
        .ended(
            new EndedConnection(
                open.series(),
                handshake,
                Targets.of(handshake),
                startEpoch,
                epoch(first.at()),
                account,
                diagnosis,
                error,
                ledger == null ? -1 : ledger.last(),
                ledger == null ? -1 : ledger.slowest(),
                violations(),
                error ? lastFrames() : List.of()));
  }

  private Account account(Series series, FirstSignal first) {
    long end = first.at();
    long duration = end - start;
    Half in = inbound;
    Half out = outbound;
    boolean keepReason = observation.settings().captureReason();
    PingLedger ledger = pings;
    long unanswered = ledger == null ? 0 : ledger.unanswered();
    Marks known = marks;
    if (known == null) {
      known = new Marks();
    }
    synchronized (known) {
      return new Account(
          series.role(),
          series.stack(),
          duration,
          !isSeen(),
          first.ending(),
          first.error(),
          out == null ? null : out.close(end, keepReason),
          in == null ? null : in.close(end, keepReason),
          firstClose == SENT,
          known.idle,
          known.idle ? end - known.idleAt : -1,
          known.idleLimit,
          known.idleSetting,
          known.handlerError,
          known.handlerError == null ? -1 : end - known.handlerErrorAt,
          in == null ? Half.nothing(duration) : in.direction(end),
          out == null ? Half.nothing(duration) : out.direction(end),
          new Account.Pings(
              ledger == null ? 0 : ledger.sent(),
              unanswered,
              ledger == null || unanswered == 0 ? -1 : end - ledger.oldestUnanswered()),
          known.messageLimit);
    }
  }

  private List<EndedConnection.SeenViolation> violations() {
    List<EndedConnection.SeenViolation> all = new ArrayList<>();
    for (Half half : halves()) {
      all.addAll(half.violations());
    }
    all.sort(Comparator.comparingLong(EndedConnection.SeenViolation::epochNanos));
    return List.copyOf(all);
  }

  private List<EndedConnection.SeenFrame> lastFrames() {
    List<EndedConnection.SeenFrame> all = new ArrayList<>();
    for (Half half : halves()) {
      half.lastFrames(all, startEpoch - start);
    }
    all.sort(Comparator.comparingLong(EndedConnection.SeenFrame::epochNanos));
    return List.copyOf(all);
  }

  private List<Half> halves() {
    List<Half> halves = new ArrayList<>(2);
    Half in = inbound;
    Half out = outbound;
    if (in != null) {
      halves.add(in);
    }
    if (out != null) {
      halves.add(out);
    }
    return halves;
  }
}
