// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handler takes long, on a thread of its own, by a clock that is set by hand. */
@Timeout(60)
class HandlingTest {

  private static final String TEXT = "81 80 00000000";
  private static final String HERE = HandlingTest.class.getName();

  /** The application's, which reads nothing meanwhile. */
  private static final class Handler extends Thread {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final Wire wire;
    private final Runnable first;
    private final Runnable reads;

    Handler(Wire wire, Runnable first) {
      this(
          wire,
          first,
          () -> {
            wire.inbound(SimulatedConnection.hex(TEXT));
            wire.consumed(0);
          });
    }

    Handler(Wire wire, Runnable first, Runnable reads) {
      this.wire = wire;
      this.first = first;
      this.reads = reads;
    }

    @Override
    public void run() {
      first.run();
      reads.run();
      channelRead();
      wire.handled();
    }

    /** By its name it is what reads. */
    private void channelRead() {
      begun.countDown();
      reload(enough);
    }

    Handler begin() throws InterruptedException {
      start();
      begun.await();
      while (getState() != State.WAITING) {
        Thread.onSpinWait();
      }
      return this;
    }

    void end() throws InterruptedException {
      enough.countDown();
      join();
    }
  }

  private static void reload(CountDownLatch enough) {
    try {
      enough.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SimulatedConnection onLoop() {
    return watched(Handshake.asServer("netty").target("/chat").handled(true));
  }

  private static SimulatedConnection blocking() {
    return watched(Handshake.asServer("tomcat").target("/chat").handled(false));
  }

  private static SimulatedConnection watched(Handshake handshake) {
    SimulatedConnection begun = SimulatedConnection.begun(handshake);
    begun.observation.watch().begin();
    return begun;
  }

  /** As it is in a JVM that does not stand still. */
  private static void pass(SimulatedConnection at, double seconds) {
    for (int naps = (int) (seconds * 4); naps > 0; naps--) {
      at.after(0.25).observation.watch().look();
      at.observation.tellDue();
    }
  }

  private static @Nullable LocalStall stall(SimulatedConnection at) {
    return at.ended().account().circumstances().stall();
  }

  @Test
  void anEventLoopIsBlockedByAHandlerWhoseNameIsTold() throws InterruptedException {
    SimulatedConnection here = onLoop();
    Handler handler = new Handler(here.wire, here.wire::opened).begin();
    pass(here, 31);
    handler.end();
    here.after(0.1).peerEof();

    assertThat(stall(here))
        .isEqualTo(
            new LocalStall(
                Kind.EVENT_LOOP, 31_000_000_000L, 100_000_000L, null, 0, HERE + ".reload"));
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
    assertThat(here.ended().diagnosis().evidence())
        .startsWith(
            "a handler ran for 31.0 s on this connection's event loop, in "
                + HERE
                + ".reload, until 100 ms before the peer hung up; no ping could be answered in that"
                + " time; no Close frame, then TCP closed by peer (FIN)");
    assertThat(here.events.stalls).containsExactly("netty null EVENT_LOOP");
  }

  @Test
  void allConnectionsOfTheLoopWaitForIt() throws InterruptedException {
    SimulatedConnection here = onLoop();
    Wire[] other = new Wire[1];
    Handler handler =
        new Handler(
                here.wire,
                () -> {
                  here.wire.opened();
                  other[0] = here.observation.handshake(Handshake.asServer("netty").handled(true));
                  other[0].opened();
                })
            .begin();
    pass(here, 6);
    handler.end();
    other[0].eof();
    other[0].closed();

    assertThat(stall(here)).isNotNull();
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  /** The thread that read before comes back only now. */
  @Test
  void whatAnotherThreadHandlesHasNotEndedWithIt() throws InterruptedException {
    SimulatedConnection here = blocking();
    here.wire.opened();
    Handler handler = new Handler(here.wire, () -> {}).begin();
    here.wire.handled();
    pass(here, 31);
    handler.end();
    here.after(0.1).peerEof();

    assertThat(stall(here)).isNotNull();
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  /** Read together with a frame after which the application did not ask for more at once. */
  @Test
  void whatWasReadEarlierIsHandledLater() throws InterruptedException {
    SimulatedConnection here = blocking();
    here.wire.opened();
    here.wire.inbound(SimulatedConnection.hex(TEXT));
    here.wire.consumed(0);
    here.wire.handled();
    pass(here, 3);
    Handler handler = new Handler(here.wire, () -> {}, here.wire::handling).begin();
    pass(here, 31);
    handler.end();
    here.after(0.1).peerEof();

    assertThat(stall(here)).isNotNull();
    assertThat(stall(here).lasted()).isEqualTo(31_000_000_000L);
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  @Test
  void aHandlerOfABlockingStackIsInTheWayOfItsOwnConnectionOnly() throws InterruptedException {
    SimulatedConnection here = blocking();
    here.wire.opened();
    Wire other =
        here.observation.handshake(Handshake.asServer("tomcat").target("/chat").handled(false));
    other.opened();
    Handler handler = new Handler(here.wire, () -> {}).begin();
    pass(here, 6);
    handler.end();
    other.eof();
    other.closed();
    assertThat(stall(here)).isNull();
    here.events.ended.clear();

    here.peerEof();

    assertThat(stall(here))
        .isEqualTo(new LocalStall(Kind.HANDLER, 6_000_000_000L, 0, null, 0, HERE + ".reload"));
    assertThat(here.ended().diagnosis().evidence())
        .startsWith("the handler of this connection ran for 6.0 s, in " + HERE + ".reload, until");
  }

  @Test
  void thePeerIsSeenToHangUpWhileItRuns() throws InterruptedException {
    SimulatedConnection here = blocking();
    here.wire.opened();
    Handler handler = new Handler(here.wire, () -> {}).begin();
    pass(here, 7);
    here.peerResets();
    handler.end();

    assertThat(stall(here))
        .isEqualTo(new LocalStall(Kind.HANDLER, 7_000_000_000L, 0, null, 0, HERE + ".reload"));
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  @Test
  void lessThanASecondIsNone() throws InterruptedException {
    SimulatedConnection here = onLoop();
    Handler handler = new Handler(here.wire, here.wire::opened).begin();
    pass(here, 0.75);
    handler.end();
    pass(here, 0.5);
    here.peerEof();

    assertThat(stall(here)).isNull();
    assertThat(here.events.stalls).isEmpty();
  }

  @Test
  void anEndLongAfterItHasNothingToDoWithIt() throws InterruptedException {
    SimulatedConnection here = onLoop();
    Handler handler = new Handler(here.wire, here.wire::opened).begin();
    pass(here, 6);
    handler.end();
    pass(here, 2.25);
    here.peerEof();

    assertThat(stall(here)).isNull();
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PEER_EOF);
  }

  @Test
  void aStackThatDoesNotTellWhenItIsDoneHasNone() throws InterruptedException {
    SimulatedConnection here = watched(Handshake.asServer("undertow").target("/chat"));
    Handler handler = new Handler(here.wire, here.wire::opened).begin();
    pass(here, 6);
    handler.end();
    here.peerEof();

    assertThat(stall(here)).isNull();
    assertThat(here.events.stalls).isEmpty();
  }

  @Test
  void aStandstillOfAllMeanwhileSaysMore() throws InterruptedException {
    SimulatedConnection here = onLoop();
    Handler handler = new Handler(here.wire, here.wire::opened).begin();
    pass(here, 1.5);
    here.after(9.25).observation.watch().look();
    handler.end();
    here.peerEof();

    assertThat(stall(here)).extracting(LocalStall::kind).isEqualTo(Kind.PROCESS);
  }

  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, null, -1);
  }

  @Test
  void theTopmostFrameThatIsNoLibrarysIsTheApplications() {
    assertThat(
            ApplicationFrame.in(
                new StackTraceElement[] {
                  frame("java.lang.Thread", "sleep"),
                  frame("com.acme.Quotes$$Lambda$14/0x0001", "run"),
                  frame("com.acme.Quotes", "lambda$reload$3"),
                  frame("io.netty.channel.SimpleChannelInboundHandler", "channelRead")
                }))
        .isEqualTo("com.acme.Quotes.reload");
    assertThat(
            ApplicationFrame.in(
                new StackTraceElement[] {
                  frame("com.acme.Quotes", "reload"),
                  frame(
                      "org.eclipse.jetty.websocket.core.internal.WebSocketConnection",
                      "fillAndParse"),
                  frame("org.eclipse.jetty.websocket.core.internal.WebSocketConnection", "run")
                }))
        .isEqualTo("com.acme.Quotes.reload");
  }

  @Test
  void anEventLoopThatSleepsRunsNoHandlerWhateverItsThreadIsCalled() {
    assertThat(
            ApplicationFrame.in(
                new StackTraceElement[] {
                  frame("sun.nio.ch.EPoll", "wait"),
                  frame("io.netty.channel.nio.NioEventLoop", "run"),
                  frame("com.acme.EventThread", "run")
                }))
        .isNull();
  }

  @Test
  void aSendThatWaitsForThePeerIsNoHandlerThatTakesLong() {
    assertThat(
            ApplicationFrame.sends(
                new StackTraceElement[] {
                  frame("jdk.internal.misc.Unsafe", "park"),
                  frame("org.apache.tomcat.websocket.WsRemoteEndpointImplBase", "sendString"),
                  frame("com.acme.Quotes", "onMessage")
                }))
        .isTrue();
    assertThat(
            ApplicationFrame.sends(
                new StackTraceElement[] {
                  frame("java.lang.Thread", "sleep"),
                  frame("com.acme.Quotes", "reload"),
                  frame("org.apache.tomcat.websocket.WsRemoteEndpointImplBase", "sendString")
                }))
        .isFalse();
  }
}
