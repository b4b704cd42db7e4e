// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// A load that does not end looks at no interrupt.
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class LoadTest {

  private static Traffic traffic(int size, int pipelined) {
    return new Traffic(size, 1, pipelined, false, false);
  }

  /** What a server does with its one connection. */
  private interface Echo {
    void with(Peer peer) throws IOException;
  }

  /** A server of one connection, which reads and writes by hand. */
  private static final class Peer implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private DataInputStream in = new DataInputStream(System.in);
    private OutputStream out = OutputStream.nullOutputStream();

    Peer(Echo echo) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = listening.accept()) {
                  shakeHands(socket);
                  echo.with(this);
                  ended.complete(null);
                } catch (EOFException e) {
                  ended.complete(null); // the load has what it wanted
                } catch (Throwable e) {
                  ended.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listening.getLocalPort();
    }

    private void shakeHands(Socket socket) throws IOException {
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
      int last = 0;
      while (last != 0x0d0a0d0a) {
        last = last << 8 | in.readUnsignedByte();
      }
      out.write("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(US_ASCII));
    }

    /** The next message, its mask taken off. */
    byte[] next() throws IOException {
      assertThat(in.readUnsignedByte()).isEqualTo(0x82);
      int length = in.readUnsignedByte() & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      byte[] key = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      if (payload.length < length) {
        throw new EOFException();
      }
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i % 4];
      }
      return payload;
    }

    void send(byte[] payload) throws IOException {
      out.write(Messages.frame(0x82, payload, false));
    }

    /** Throws what was wrong there. */
    @Override
    public void close() throws IOException {
      ended.join();
      listening.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 100})
  void soManyAreOnTheWayAndNoMore(int pipelined) throws Exception {
    AtomicInteger turns = new AtomicInteger();
    try (Peer peer =
            new Peer(
                wire -> {
                  List<byte[]> held = new ArrayList<>();
                  while (true) {
                    // Those it wants on the way come although none is answered.
                    while (held.size() < (turns.get() < 50 ? pipelined : 1)) {
                      held.add(wire.next());
                    }
                    assertThat(turns.get() < 50 ? wire.in.available() : 0).isZero();
                    int answers = 1 + turns.getAndIncrement() % held.size();
                    for (int i = 0; i < answers; i++) {
                      wire.send(held.remove(0));
                    }
                  }
                });
        Load load = new Load(peer.port(), false, traffic(4, pipelined))) {
      assertThat(load.run(() -> turns.get() < 60)).isGreaterThanOrEqualTo(60);
    }
  }

  /** More than sockets hold is on the way, and both sides write before they read on. */
  @Test
  void whoIsNotReadFromReadsOn() throws Exception {
    AtomicInteger echoed = new AtomicInteger();
    try (Peer peer =
            new Peer(
                wire -> {
                  while (true) {
                    wire.send(wire.next());
                    echoed.incrementAndGet();
                  }
                });
        Load load = new Load(peer.port(), false, traffic(65536, 256))) {
      assertThat(load.run(() -> echoed.get() < 600)).isGreaterThanOrEqualTo(600);
      assertThat(load.paced(1000, 100_000_000).getTotalCount()).isEqualTo(100);
    }
  }

  @Test
  void anAnswerThatIsKeptComesWithAMessageMore() throws Exception {
    AtomicInteger echoed = new AtomicInteger();
    try (Peer peer =
            new Peer(
                wire -> {
                  while (true) {
                    byte[] kept = wire.next();
                    byte[] next = wire.next();
                    wire.send(kept);
                    wire.send(next);
                    echoed.incrementAndGet();
                  }
                });
        Load load = new Load(peer.port(), false, traffic(64, 1))) {
      load.nudgeWhereAnswersAreMissing();
      assertThat(load.run(() -> echoed.get() < 3)).isGreaterThanOrEqualTo(6);
      assertThat(load.nudges()).isPositive();
    }
  }

  /** The first is due 49 tenths of a millisecond before the last, which it has to wait for. */
  @Test
  void atAFixedRateNoneWaitsForAnotherToComeBack() throws Exception {
    try (Peer peer =
            new Peer(
                wire -> {
                  List<byte[]> all = new ArrayList<>();
                  while (all.size() < 50) {
                    all.add(wire.next());
                  }
                  for (byte[] each : all) {
                    wire.send(each);
                  }
                });
        Load load = new Load(peer.port(), false, traffic(64, 1))) {
      Histogram latencies = load.paced(10_000, 5_000_000);
      assertThat(latencies.getTotalCount()).isEqualTo(50);
      assertThat(latencies.getMaxValue()).isGreaterThanOrEqualTo(4_900_000);
      assertThat(latencies.getValueAtPercentile(50)).isGreaterThanOrEqualTo(2_400_000);
    }
  }

  @Test
  void whatIsNotWhatWasSentEndsTheMeasurement() throws Exception {
    try (Peer peer =
            new Peer(
                wire -> {
                  for (int number = 0; number < 10; number++) {
                    byte[] message = wire.next();
                    message[3] ^= (byte) (number == 9 ? 1 : 0);
                    wire.send(message);
                  }
                });
        Load load = new Load(peer.port(), false, traffic(64, 1))) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> load.run(() -> true))
          .withMessage("what came back is not message 9 that was sent");
    }
  }

  @Test
  void soDoesAServerThatGoesAway() throws Exception {
    try (Peer peer = new Peer(Peer::next);
        Load load = new Load(peer.port(), false, traffic(64, 1))) {
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> load.run(() -> true));
    }
  }

  @Test
  void aServerThatDoesNotCompressIsNotMeasuredAsIfItDid() throws Exception {
    try (Peer peer = new Peer(wire -> {})) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> new Load(peer.port(), false, new Traffic(64, 1, 1, true, true)))
          .withMessageStartingWith("no compression");
    }
  }
}
