// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark;

import dev.hangup.codec.FrameListener;
import dev.hangup.codec.FrameReader;
import dev.hangup.codec.FrameWriter;
import dev.hangup.codec.MessageListener;
import dev.hangup.codec.MessageReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.SizeLimits;
import dev.hangup.codec.Violation;
import dev.hangup.codec.peers.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames a client sent, read by this codec and by other stacks' own parsers: the same bytes, each
 * from the buffer of a socket read to the application's callback. Sampled, so that the faster
 * samples say what reading costs where other processes want the machine too. {@link CodecTable}
 * runs it all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class CodecBenchmark {

  /** How many frames lie in one buffer under {@code many}. */
  private static final int MANY = 256;

  private static final int READS = 64;

  /**
   * {@code observe} follows frames and checks text; {@code full} also unmasks and delivers; {@code
   * copy} only copies the bytes, as the measure of what moving memory costs.
   */
  @Param({"observe", "full", "netty", "jetty", "tomcat", "undertow", "java_websocket", "copy"})
  String reader = "";

  /** What is in the frame and how much of it, in bytes; {@code many} is 256 frames of 16. */
  @Param({
    "binary-16",
    "binary-125",
    "binary-1024",
    "binary-65536",
    "ascii-16",
    "ascii-125",
    "ascii-1024",
    "ascii-65536",
    "mixed-16",
    "mixed-125",
    "mixed-1024",
    "mixed-65536",
    "many-16"
  })
  String frame = "";

  private ByteBuffer wire = ByteBuffer.allocate(0);
  private Consumer<ByteBuffer> target = bytes -> {};
  private final Count count = new Count();
  private int reads;

  /** The frame, and the codec that reads it; once it is checked that the codec understands it. */
  @Setup
  public void open() {
    String kind = frame.substring(0, frame.indexOf('-'));
    int size = Integer.parseInt(frame.substring(frame.indexOf('-') + 1));
    FrameWriter writer = new FrameWriter(Role.CLIENT, new Random(1)::nextInt);
    int frames = kind.equals("many") ? MANY : 1;
    for (int i = 0; i < frames; i++) {
      if (kind.equals("binary")) {
        writer.binary(ByteBuffer.wrap(payload(kind, size)));
      } else {
        writer.text(ByteBuffer.wrap(payload(kind, size)));
      }
    }
    wire = ByteBuffer.allocate(writer.written().remaining()).put(writer.written()).flip();
    target = target();
    reads = reads(frame);
    read();
    read();
    if (!reader.equals("copy") && count.messages != 2L * frames) {
      throw new IllegalStateException(reader + " told " + count.messages + " messages of " + frame);
    }
  }

  private static byte[] payload(String kind, int size) {
    Random random = new Random(size);
    byte[] bytes = new byte[size];
    if (kind.equals("binary")) {
      random.nextBytes(bytes);
      return bytes;
    }
    ByteBuffer text = ByteBuffer.wrap(bytes);
    while (text.hasRemaining()) {
      byte[] word =
          kind.equals("mixed") ? word(random) : "plain words ".getBytes(StandardCharsets.UTF_8);
      if (word.length <= text.remaining()) {
        text.put(word);
      } else {
        text.put((byte) ' ');
      }
    }
    return bytes;
  }

  /** A word in one of several scripts: sequences of one, two, three and four bytes. */
  private static byte[] word(Random random) {
    String[] words = {
      "hello ",
      "\u043f\u0440\u0438\u0432\u0435\u0442 ",
      "\u3053\u3093\u306b\u3061\u306f ",
      "\u0928\u092e\u0938\u094d\u0924\u0947 ",
      "ch\u00e0o ",
      "\ud83d\udc4b\ud83c\udf0d "
    };
    return words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8);
  }

  private Consumer<ByteBuffer> target() {
    switch (reader) {
      case "observe" -> {
        FrameReader frames = new FrameReader(Role.CLIENT, count);
        return bytes -> frames.read(bytes, 0, bytes.limit());
      }
      case "full" -> {
        MessageReader messages =
            new MessageReader(Role.CLIENT, new Delivered(count), SizeLimits.NONE);
        return bytes -> messages.read(bytes, 0, bytes.limit());
      }
      case "copy" -> {
        byte[] copy = new byte[wire.limit()];
        return bytes -> bytes.get(0, copy, 0, copy.length);
      }
      default -> {
        Peer.Connection peer =
            Peer.valueOf(reader.toUpperCase(java.util.Locale.ROOT)).open(Role.CLIENT, count);
        return peer::feed;
      }
    }
  }

  /** {@link #framesPerCall} frames. */
  @Benchmark
  public long readFrames() {
    for (int i = 0; i < reads; i++) {
      read();
    }
    return count.messages;
  }

  /** One small frame is too short for the clock; many large ones are not left in peace so long. */
  static int framesPerCall(String frame) {
    return frame.startsWith("many") ? MANY : reads(frame);
  }

  private static int reads(String frame) {
    return frame.endsWith("65536") || frame.startsWith("many") ? 1 : READS;
  }

  private void read() {
    wire.position(0);
    target.accept(wire);
  }

  /** Counts messages, of every codec alike. */
  private static final class Count implements FrameListener, Peer.Events {
    long messages;

    @Override
    public void frameStarted(int firstByte, boolean masked, long length) {}

    @Override
    public void frameEnded(int firstByte, long length) {}

    @Override
    public void message(int opcode, long size, int frames, boolean compressed) {
      messages++;
    }

    @Override
    public void ping(long fingerprint) {}

    @Override
    public void pong(long fingerprint) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {
      throw new IllegalStateException(violation.toString());
    }

    @Override
    public void text(Object payload) {
      messages++;
    }

    @Override
    public void binary(Object payload) {
      messages++;
    }

    @Override
    public void ping(Object payload) {}

    @Override
    public void pong(Object payload) {}

    @Override
    public void close() {}
  }

  private record Delivered(Count count) implements MessageListener {
    @Override
    public void text(ByteBuffer utf8) {
      count.messages++;
    }

    @Override
    public void binary(ByteBuffer bytes) {
      count.messages++;
    }

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public void pong(ByteBuffer payload) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {
      count.violation(violation);
    }
  }
}
