// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Series;
import dev.hangup.tap.Backlog;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TapSink;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.testkit.Verdicts.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Code of the agent fails, at every seam in turn: the application gets and sends every byte as if
 * nothing had happened, the failure is counted, and what is told of the connection is right or not
 * judged: a signal that was lost must not become somebody's fault.
 */
abstract class Walls {

  /** Of its stories: a sweep leaves them out, and none of them is recorded as the others are. */
  static final String TAG = "walls";

  private static final int PATIENCE_SECONDS = 20;
  private static final int PATIENCE_MILLIS = PATIENCE_SECONDS * 1000;
  private static final String PATH = "/echo/17";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @Parameter(0)
  Role role;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @Parameter(1)
  StackVersion version;

  /** Where it fails, and what makes the stack call there. */
  enum Seam {
    HANDSHAKE(Script.TALK),
    OPENED(Script.TALK),
    INBOUND(Script.TALK),
    OUTBOUND(Script.TALK),
    OUTBOUND_PAYLOAD(Script.TALK),
    SIGNAL(Script.RESET),
    REFUSED(Script.REFUSED),
    IDLE(Script.IDLE),
    HANDLER_FAILED(Script.THROW);

    private final Script script;

    Seam(Script script) {
      this.script = script;
    }
  }

  private enum Script {
    TALK,
    RESET,
    CLOSE,
    THROW,
    REFUSED,
    IDLE;

    Options options() {
      Options options = Options.at(PATH);
      return this == IDLE ? options.withIdleMillis(1000) : options;
    }
  }

  /** The {@link StackUnderTest} to load with the library. */
  protected abstract String application();

  /** Whether the stack's application is the client. */
  protected final boolean isClient() {
    return role == Role.CLIENT;
  }

  protected final StackVersion version() {
    return version;
  }

  /** A request for an upgrade that the application's server refuses. */
  protected byte[] refusedRequest(ScriptedPeer peer) {
    return peer.upgradeRequest(PATH, 99);
  }

  /** Whether the stack calls there at all. */
  protected boolean reaches(String seam) {
    return true;
  }

  /**
   * Whether the library drops a connection whose handler throws, and a Close frame (1000) that it
   * makes then may be on the wire by that time.
   */
  protected boolean racesWithItsGoodbye() {
    return false;
  }

  /** Another file may know other traits of it. */
  private boolean isVersion(StackVersion other) {
    return other.version().equals(version.version());
  }

  private void assumeTested() {
    Versions versions = Contract.versions(getClass());
    String walls = versions.walls().isEmpty() ? versions.value() : versions.walls();
    assumeTrue(
        !walls.equals(Versions.NONE)
            && Matrix.read(walls).chosen().stream().anyMatch(this::isVersion),
        "walls are tested in other versions");
    StackContract.assumeRuns(version);
  }

  @ParameterizedTest
  @EnumSource(Seam.class)
  @Tag(TAG)
  final void theWireThrows(Seam seam) throws Exception {
    assumeTested();
    Library.shared(version);
    try {
      List<Verdict> right = right(seam.script, usual(seam.script));
      Verdicts verdicts = new Verdicts();
      WireTap.install(new Failing(seam, verdicts.observation()));
      play(seam.script, verdicts);
      if (reaches(seam.name())) {
        assertThat(verdicts.failures()).as("the failure was counted").isPositive();
      }
      assertThat(right).containsAll(verdicts.judged());
    } finally {
      WireTap.install(null);
    }
  }

  /** Every class of advice that is called, each in every script that calls it. */
  @Test
  @Tag(TAG)
  final void everyAdviceThrows() throws Exception {
    assumeTested();
    Versions versions = Contract.versions(getClass());
    Matrix matrix = Matrix.read(versions.walls().isEmpty() ? versions.value() : versions.walls());
    assumeTrue(isVersion(matrix.floor()) || isVersion(matrix.newest()), "floor and newest only");
    Library.shared(version);
    List<String> wrong = new ArrayList<>();
    Set<String> failed = new TreeSet<>();
    try {
      for (Script script : Script.values()) {
        everyAdviceThrows(script, wrong, failed);
      }
    } finally {
      Sabotage.over();
      WireTap.install(null);
    }
    assertThat(wrong).isEmpty();
    assertThat(failed).hasSizeGreaterThan(5);
  }

  private void everyAdviceThrows(Script script, List<String> wrong, Set<String> failed)
      throws Exception {
    Set<String> called = called(script);
    Verdicts usual = usual(script);
    List<Verdict> right = right(script, usual);
    Set<String> classes = new TreeSet<>();
    called.forEach(method -> classes.add(Sabotage.advice(method)));
    if (script == Script.IDLE) {
      classes.removeAll(failed); // takes a second each
    }
    for (String advice : classes) {
      Verdicts verdicts = new Verdicts();
      verdicts.usuallyTakes(usual.took());
      sabotage(script, advice, called, verdicts);
      if (verdicts.failures() > 0) { // which taps an end meets is a race at times
        failed.add(advice);
      }
      if (!right.containsAll(verdicts.judged())) {
        wrong.add(script + " without " + advice + ": " + verdicts.judged() + ", not " + right);
      }
    }
  }

  /** The methods of advice that are called up to the end, those linked a moment ago as well. */
  private Set<String> called(Script script) throws Exception {
    usual(script);
    Set<String> called = Sabotage.listen();
    usual(script);
    Sabotage.over();
    return Set.copyOf(called);
  }

  /** With the goodbye, or without it, where that is a race. */
  private List<Verdict> right(Script script, Verdicts usual) {
    List<Verdict> right = new ArrayList<>(usual.judged());
    if (script == Script.THROW && racesWithItsGoodbye()) {
      usual.judged().forEach(each -> right.add(each.withCode(1000)));
      usual.judged().forEach(each -> right.add(each.withCode(1006)));
    }
    return right;
  }

  /** What is told where nothing fails. */
  private Verdicts usual(Script script) throws Exception {
    Verdicts verdicts = new Verdicts();
    verdicts.observation().install();
    play(script, verdicts);
    assertThat(verdicts.failures()).isZero();
    assertThat(verdicts.judged()).as("%s", script).hasSize(1);
    return verdicts;
  }

  /**
   * With one class of advice that throws.
   *
   * @param usually called up to the end
   */
  private void sabotage(Script script, String advice, Set<String> usually, Verdicts verdicts)
      throws Exception {
    verdicts.observation().install();
    Set<String> called = Sabotage.of(advice);
    try {
      play(script, verdicts, () -> called.containsAll(usually));
    } catch (IOException e) {
      throw new AssertionError(script + " without " + advice, e);
    }
    Sabotage.over();
  }

  @ParameterizedTest
  @ValueSource(strings = {"currentContext", "opened", "ended"})
  @Tag(TAG)
  final void telemetryThrows(String method) throws Exception {
    assumeTested();
    Library.shared(version);
    Observation observation = ExportedFacts.telling(new FailingEvents(method));
    observation.install();
    try (StackUnderTest application = started()) {
      play(Script.TALK, application);
    } finally {
      observation.shutDown(); // whatever has not ended by itself ends here
      WireTap.install(null);
    }
    awaitSuppressed(observation);
  }

  /** The end may be told by an event loop that is still at it when the peer has seen it. */
  private static void awaitSuppressed(Observation observation) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (observation.suppressedFailures().count() == 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(observation.suppressedFailures().count()).isPositive();
  }

  private StackUnderTest started() {
    return Library.shared(version).application(application());
  }

  private void play(Script script, Verdicts verdicts) throws Exception {
    play(script, verdicts, () -> false);
  }

  /**
   * To the end of what is told of it. An application each: what it calls late, it has called when
   * it has stopped, and none of that is told to the next observation.
   *
   * @param over all has been called by now that is called up to the end
   */
  private void play(Script script, Verdicts verdicts, BooleanSupplier over) throws Exception {
    try (StackUnderTest application = started()) {
      play(script, application);
      verdicts.awaitEnd(over); // before the application stops, since that may be an end too
    }
    verdicts.settle();
  }

  private void play(Script script, StackUnderTest application) throws Exception {
    if (isClient()) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(PATIENCE_MILLIS);
        application.connect(server.getLocalPort(), script.options());
        try (ScriptedPeer peer = ScriptedPeer.accepted(server.accept(), false)) {
          answer(peer, script);
        }
      }
    } else {
      try (ScriptedPeer peer = ScriptedPeer.dial(application.serve(script.options()), false)) {
        ask(peer, script);
      }
    }
  }

  private void answer(ScriptedPeer peer, Script script) throws Exception {
    Map<String, String> request = peer.readHead();
    if (script == Script.REFUSED) {
      peer.sendBytes(ScriptedPeer.upgradeForbidden());
      peer.receiveToTheEnd(); // a client that was refused hangs up
    } else {
      peer.sendBytes(peer.upgradeResponse(request));
      talk(peer, script);
    }
  }

  private void ask(ScriptedPeer peer, Script script) throws Exception {
    if (script == Script.REFUSED) {
      peer.sendBytes(refusedRequest(peer));
      assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 4");
    } else {
      peer.askUpgrade(PATH);
      assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 101");
      talk(peer, script);
    }
  }

  private void talk(ScriptedPeer peer, Script script) throws Exception {
    Frame hello = Frame.text("hello");
    peer.send(hello);
    Frame first = peer.receive();
    if (script == Script.IDLE && isIdleClose(first)) {
      return; // the timer was quicker than the first message: on a busy machine, or with Tyrus
    }
    assertThat(first).isEqualTo(hello);
    switch (script) {
      case RESET -> peer.reset();
      case CLOSE -> {
        peer.send("!close 1000 bye");
        assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
        peer.send(Frame.close(1000, ""));
        peer.receiveToTheEnd();
      }
      case IDLE -> assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(idleCode());
      case THROW -> {
        peer.send("!throw");
        Frame last = peer.receive();
        if (last != null) {
          peer.send(last);
        }
        peer.receiveToTheEnd();
      }
      default -> talkAtLength(peer);
    }
  }

  private boolean isIdleClose(@Nullable Frame frame) {
    return frame != null && frame.closeCode() == idleCode();
  }

  /** Of the Close frame that an idle timer sends. */
  protected int idleCode() {
    return 1001;
  }

  /** Whether the library answers each Close frame of the peer's before it closes. */
  protected boolean answersEveryClose() {
    return true;
  }

  private void talkAtLength(ScriptedPeer peer) throws Exception {
    echoes(peer, Frame.binary(60_000));
    peer.send(Frame.part(Frame.FIRST_TEXT, "two "), Frame.part(Frame.LAST, "parts"));
    assertThat(peer.receive()).isEqualTo(Frame.text("two parts"));
    peer.send(Frame.ping("?"));
    assertThat(peer.receive()).isEqualTo(Frame.of(Frame.PONG, (byte) '?'));
    peer.send(Frame.close(1000, "bye"));
    Frame answer = peer.receive();
    if (answer != null || answersEveryClose()) {
      assertThat(answer).isEqualTo(Frame.close(1000, "bye"));
    }
    assertThat(peer.receive()).isNull();
  }

  private static void echoes(ScriptedPeer peer, Frame frame) throws Exception {
    peer.send(frame);
    assertThat(peer.receive()).isEqualTo(frame);
  }

  /** Not even an exception: what no code expects. */
  private static AssertionError injected() {
    return new AssertionError("injected by a test");
  }

  /** A real observation whose wires fail at one seam, once each, and cannot be marked by it. */
  private static final class Failing implements TapSink {

    private final Seam seam;
    private final Observation observation;

    Failing(Seam seam, Observation observation) {
      this.seam = seam;
      this.observation = observation;
    }

    @Override
    public Wire handshake(Handshake handshake) {
      failAt(Seam.HANDSHAKE);
      return new FailingWire(observation.handshake(handshake));
    }

    @Override
    public Wire adopted(Handshake handshake) {
      failAt(Seam.HANDSHAKE);
      return new FailingWire(observation.adopted(handshake));
    }

    @Override
    public void suppressed(Throwable failure) {
      observation.suppressed(failure);
    }

    @Override
    public void suppressed(@Nullable String stack, Throwable failure) {
      observation.suppressed(stack, failure);
    }

    @Override
    public void tapMissing(String stack) {
      observation.tapMissing(stack);
    }

    @Override
    public void tapFound(String stack) {
      observation.tapFound(stack);
    }

    private void failAt(Seam here) {
      if (here == seam) {
        throw injected();
      }
    }

    private final class FailingWire extends Wire {

      private final Wire wire;
      private final AtomicBoolean failed = new AtomicBoolean();

      FailingWire(Wire wire) {
        this.wire = wire;
      }

      private void failOnceAt(Seam here) {
        if (here == seam && !failed.getAndSet(true)) {
          throw injected();
        }
      }

      @Override
      public Handshake handshake() {
        return wire.handshake();
      }

      @Override
      protected void onOpened() {
        wire.opened(); // else there would be no connection to judge
        failOnceAt(Seam.OPENED);
      }

      @Override
      protected void onRefused(int status, @Nullable Throwable failure) {
        failOnceAt(Seam.REFUSED);
        wire.refused(status, failure);
      }

      @Override
      protected void onInbound(ByteBuffer bytes, int from, int to) {
        failOnceAt(Seam.INBOUND);
        wire.bytes(bytes, from, to);
      }

      @Override
      protected void onHandling() {
        wire.handling();
      }

      @Override
      protected void onHandled() {
        wire.handled();
      }

      @Override
      protected void onFrameBoundary() {
        wire.atFrameBoundary();
      }

      @Override
      protected void onUnseen() {
        wire.unseen();
      }

      @Override
      protected boolean onOutbound(int firstByte, boolean masked, long length) {
        failOnceAt(Seam.OUTBOUND);
        return wire.outbound(firstByte, masked, length);
      }

      @Override
      protected boolean onQueued(int firstByte, boolean masked, long length) {
        failOnceAt(Seam.OUTBOUND);
        return wire.queued(firstByte, masked, length);
      }

      @Override
      protected void onFlushed() {
        wire.flushed();
      }

      @Override
      protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
        failOnceAt(Seam.OUTBOUND_PAYLOAD);
        wire.outboundPayload(bytes, from, to);
      }

      @Override
      protected void onOutboundBytes(ByteBuffer bytes, int from, int to) {
        failOnceAt(Seam.OUTBOUND);
        wire.outboundBytes(bytes, from, to);
      }

      @Override
      protected void onSignal(Signal signal, @Nullable Throwable failure) {
        failOnceAt(Seam.SIGNAL);
        switch (signal) {
          case EOF -> wire.eof();
          case READ_FAILED -> wire.readFailed(Objects.requireNonNull(failure));
          case WRITE_FAILED -> wire.writeFailed(Objects.requireNonNull(failure));
          case LOCAL_CLOSE -> wire.localClose();
          case CLOSED -> wire.closed();
        }
      }

      @Override
      protected void onIdle(long limitNanos, @Nullable String setting) {
        failOnceAt(Seam.IDLE);
        wire.idle(limitNanos, setting);
      }

      @Override
      protected void onSendStalled(long nanos) {
        wire.sendStalled(nanos);
      }

      @Override
      protected void onBacklog(@Nullable Backlog waiting) {
        wire.backlog(waiting);
      }

      @Override
      protected void onHeldBack(boolean endLost) {
        wire.heldBack(endLost);
      }

      @Override
      protected void onHandlerFailed(Throwable failure) {
        failOnceAt(Seam.HANDLER_FAILED);
        wire.handlerFailed(failure);
      }

      @Override
      protected void onLimit(long bytes) {
        wire.limit(bytes);
      }

      /** So that the wall itself must see to it that the connection is not judged. */
      @Override
      protected void onBlind() {
        throw injected();
      }
    }
  }

  /** Telemetry that fails in one method. */
  private static final class FailingEvents implements ConnectionEvents {

    private final String method;

    FailingEvents(String method) {
      this.method = method;
    }

    private void failIn(String here) {
      if (here.equals(method)) {
        throw injected();
      }
    }

    @Override
    public @Nullable Object currentContext() {
      failIn("currentContext");
      return null;
    }

    @Override
    public void opened(Series series) {
      failIn("opened");
    }

    @Override
    public void ended(EndedConnection connection) {
      failIn("ended");
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {}

    @Override
    public void pingAnswered(Series series, long nanos) {}

    @Override
    public void violation(Series series, boolean received, Rule rule) {}

    @Override
    public void lost(Series series) {}
  }
}
