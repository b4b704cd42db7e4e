// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TapSink;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Something of ours fails, at every seam in turn: the application gets and sends every byte as if
 * nothing had happened, and the failure is counted.
 */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(ChosenVersions.class)
public abstract class WallsContract {

  private static final int PATIENCE_SECONDS = 20;
  private static final String PATH = "/echo/17";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @Parameter
  StackVersion version;

  private final boolean client;

  /** Where it fails, and what makes the stack call there. */
  enum Seam {
    HANDSHAKE(Script.TALK),
    OPENED(Script.TALK),
    INBOUND(Script.TALK),
    OUTBOUND(Script.TALK),
    OUTBOUND_PAYLOAD(Script.TALK),
    SIGNAL(Script.TALK),
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
    REFUSED,
    IDLE,
    THROW
  }

  /**
   * @param client the stack's application is the client
   */
  protected WallsContract(boolean client) {
    this.client = client;
  }

  /** The {@link StackUnderTest} to load with the library. */
  protected abstract String application();

  /** A request for an upgrade that the application's server refuses. */
  protected byte[] refusedRequest(ScriptedPeer peer) {
    return peer.upgradeRequest(PATH, 99);
  }

  /** Whether the stack calls there at all. */
  protected boolean reaches(String seam) {
    return true;
  }

  @ParameterizedTest
  @EnumSource(Seam.class)
  protected void theWireThrows(Seam seam) throws Exception {
    Library.shared(version);
    Failing failing = new Failing(seam);
    WireTap.install(failing);
    try {
      play(seam.script);
      if (reaches(seam.name())) {
        failing.awaitSuppressed();
      }
    } finally {
      WireTap.install(null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"currentContext", "opened", "ended"})
  protected void telemetryThrows(String method) throws Exception {
    Library.shared(version);
    Observation observation = ExportedFacts.telling(new FailingEvents(method));
    observation.install();
    try {
      play(Script.TALK);
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

  private void play(Script script) throws Exception {
    StackUnderTest application = Library.shared(version).application(application());
    Options options = Options.at(PATH);
    if (script == Script.IDLE) {
      options = options.withIdleMillis(1000);
    }
    try (Conversation with = new Conversation(application, client, options, () -> {})) {
      if (script == Script.REFUSED) {
        refuse(with);
        return;
      }
      ScriptedPeer peer = with.open();
      echoes(peer, Frame.text("hello"));
      switch (script) {
        case IDLE -> assertThat(peer.receive()).extracting(Frame::closeCode).isEqualTo(1001);
        case THROW -> {
          peer.send("!throw");
          peer.receive();
        }
        default -> talk(peer);
      }
    }
  }

  private static void talk(ScriptedPeer peer) throws Exception {
    echoes(peer, Frame.binary(60_000));
    peer.send(Frame.part(Frame.FIRST_TEXT, "two "), Frame.part(Frame.LAST, "parts"));
    assertThat(peer.receive()).isEqualTo(Frame.text("two parts"));
    peer.send(Frame.ping("?"));
    assertThat(peer.receive()).isEqualTo(Frame.of(Frame.PONG, (byte) '?'));
    peer.send(Frame.close(1000, "bye"));
    assertThat(peer.receive()).isEqualTo(Frame.close(1000, "bye"));
    assertThat(peer.receive()).isNull();
  }

  private void refuse(Conversation with) throws Exception {
    ScriptedPeer peer = with.meet();
    if (client) {
      peer.sendBytes(ScriptedPeer.upgradeForbidden());
      peer.receiveToTheEnd(); // a client that was refused hangs up
    } else {
      peer.sendBytes(refusedRequest(peer));
      assertThat(peer.readHead().get("")).startsWith("HTTP/1.1 4");
    }
  }

  private static void echoes(ScriptedPeer peer, Frame frame) throws Exception {
    peer.send(frame);
    assertThat(peer.receive()).isEqualTo(frame);
  }

  /** Not even an exception: what no code expects. */
  private static AssertionError injected() {
    return new AssertionError("injected by a test");
  }

  /** A sink, or its wire, that fails at one seam. */
  private static final class Failing implements TapSink {

    private final Seam seam;
    private final Semaphore suppressed = new Semaphore(0);

    Failing(Seam seam) {
      this.seam = seam;
    }

    @Override
    public Wire handshake(Handshake handshake) {
      failAt(Seam.HANDSHAKE);
      return new FailingWire(handshake);
    }

    @Override
    public Wire adopted(Handshake handshake) {
      return handshake(handshake);
    }

    @Override
    public void suppressed(Throwable failure) {
      suppressed.release();
    }

    @Override
    public void suppressed(@Nullable String stack, Throwable failure) {
      suppressed.release();
    }

    @Override
    public void tapMissing(String stack) {}

    @Override
    public void tapFound(String stack) {}

    void awaitSuppressed() throws InterruptedException {
      assertThat(suppressed.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("the failure was counted")
          .isTrue();
    }

    private void failAt(Seam here) {
      if (here == seam) {
        throw injected();
      }
    }

    private final class FailingWire extends Wire {

      private final Handshake handshake;

      FailingWire(Handshake handshake) {
        this.handshake = handshake;
      }

      @Override
      public Handshake handshake() {
        return handshake;
      }

      @Override
      protected void onOpened() {
        failAt(Seam.OPENED);
      }

      @Override
      protected void onRefused(int status, @Nullable Throwable failure) {
        failAt(Seam.REFUSED);
      }

      @Override
      protected void onInbound(ByteBuffer bytes, int from, int to) {
        failAt(Seam.INBOUND);
      }

      @Override
      protected void onFrameBoundary() {}

      @Override
      protected void onUnseen() {}

      @Override
      protected void onOutbound(int firstByte, boolean masked, long length) {
        failAt(Seam.OUTBOUND);
      }

      @Override
      protected void onOutboundPayload(ByteBuffer bytes, int from, int to) {
        failAt(Seam.OUTBOUND_PAYLOAD);
      }

      @Override
      protected void onSignal(Signal signal, @Nullable Throwable failure) {
        failAt(Seam.SIGNAL);
      }

      @Override
      protected void onIdle(long limitNanos, @Nullable String setting) {
        failAt(Seam.IDLE);
      }

      @Override
      protected void onSendStalled(long nanos) {}

      @Override
      protected void onHandlerFailed(Throwable failure) {
        failAt(Seam.HANDLER_FAILED);
      }

      @Override
      protected void onLimit(long bytes) {}

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
