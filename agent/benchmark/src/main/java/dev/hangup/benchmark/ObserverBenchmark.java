// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark;

import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the tap to the counters: everything the agent does for a frame once advice has called it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ObserverBenchmark {

  private static final int MANY = 16;
  private static final int BINARY = 0x82;
  private static final int TEXT = 0x81;
  private static final byte[] KEY = {0x1f, 0x2e, 0x3d, 0x4c};

  @Param({"64", "1024"})
  int size;

  @Param({"text", "binary"})
  String kind = "";

  private Wire wire = open();
  private int firstByte;
  private ByteBuffer masked = ByteBuffer.allocate(0);
  private ByteBuffer many = ByteBuffer.allocate(0);
  private ByteBuffer plain = ByteBuffer.allocate(0);

  /** One frame as it lies in a socket buffer, and the same payload as an encoder has it. */
  @Setup
  public void frames() {
    wire = open();
    firstByte = kind.equals("text") ? TEXT : BINARY;
    plain = ByteBuffer.allocateDirect(size);
    masked = ByteBuffer.allocateDirect(14 + size);
    masked.put((byte) firstByte);
    if (size < 126) {
      masked.put((byte) (0x80 | size));
    } else {
      masked.put((byte) 0xfe).putShort((short) size);
    }
    masked.put(KEY);
    for (int i = 0; i < size; i++) {
      byte letter = (byte) ('a' + i % 26);
      plain.put(i, letter);
      masked.put((byte) (letter ^ KEY[i & 3]));
    }
    masked.flip();
    many = ByteBuffer.allocateDirect(MANY * masked.limit());
    for (int i = 0; i < MANY; i++) {
      many.put(masked.duplicate());
    }
    many.flip();
  }

  private static Wire open() {
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, Clock.SYSTEM, ConnectionEvents.NONE, line -> {}, false);
    Wire wire = observation.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    return wire;
  }

  /** What the clock alone costs, once a read and once a write. */
  @Benchmark
  public long clock() {
    return Clock.SYSTEM.nanoTime();
  }

  @Benchmark
  public void received() {
    wire.inbound(masked);
    wire.consumed(0);
  }

  @Benchmark
  public void sent() {
    if (wire.outbound(firstByte, false, size)) {
      wire.outboundPayload(plain, 0, size);
    }
  }

  @Benchmark
  public void echoed() {
    received();
    sent();
  }

  /** Of a busy feed: one read brings many. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void receivedTogether() {
    wire.inbound(many);
    wire.consumed(0);
  }

  /** Of a busy feed: one flush takes many, as on Netty. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void sentTogether() {
    for (int i = 0; i < MANY; i++) {
      if (wire.queued(firstByte, false, size)) {
        wire.outboundPayload(plain, 0, size);
      }
    }
    wire.flushed();
  }
}
