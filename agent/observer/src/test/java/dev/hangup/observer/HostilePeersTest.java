// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.PeerText;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever strangers send, as many of them as there are: what is kept of it is bounded, and clean.
 */
class HostilePeersTest {

  private static final int STRANGERS = 20_000;
  private static final int ROUTES = Routes.MOST + 1; // and those that are not told apart

  private final IOException failure = new IOException();
  private final Random random = new Random(20_000);
  private final RecordedEvents events = new RecordedEvents();
  private final List<String> lines = new ArrayList<>();
  private final Observation observation =
      new Observation(
          ObserverSettings.DEFAULTS, new FakeClock(), new Forgetful(events), lines::add, false);

  /** Keeps nothing of what a peer may cause without end: that would be measured. */
  private static final class Forgetful extends ForwardedEvents {

    Forgetful(ConnectionEvents to) {
      super(to);
    }

    @Override
    public void violation(Series series, boolean received, Rule rule) {}

    @Override
    public void pingAnswered(Series series, long nanos) {}
  }

  @Test
  void manyPathsAreFewRoutes() {
    for (int i = 0; i < STRANGERS; i++) {
      observation.handshake(request("/refused" + word(i))).refused(404, null);
    }
    assertThat(series()).as("of those refused").hasSize(1);

    for (int i = 0; i < STRANGERS; i++) {
      Wire wire = observation.handshake(request("/opened" + word(i)));
      wire.opened();
      wire.eof();
      wire.closed();
    }
    assertThat(series()).hasSize(1 + ROUTES);
    assertThat(observation.suppressedFailures().count()).isZero();
  }

  private Set<Series> series() {
    Set<Series> told = new HashSet<>(events.opened);
    events.failed.forEach(failed -> told.add(failed.series()));
    events.ended.forEach(ended -> told.add(ended.series()));
    return told;
  }

  /** None of them looks like an id. */
  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number + 1; rest > 0; rest /= 26) {
      word.append((char) ('a' + rest % 26));
    }
    return word.toString();
  }

  private static Handshake request(String target) {
    return Handshake.asServer("netty").target(target);
  }

  @Test
  void nonsenseIsCleanedAndCutInAllThatIsTold() {
    for (int i = 0; i < 2000; i++) {
      Handshake handshake =
          request("/" + nonsense()).subprotocol(nonsense()).extensions(nonsense());
      for (String header : Handshake.wantedHeaders()) {
        handshake.header(header, nonsense());
      }
      Wire wire = observation.handshake(handshake);
      if (i % 3 == 0) {
        wire.refused(400, null);
        continue;
      }
      wire.opened();
      wire.inbound(closeFrame(3000 + i, nonsense()));
      wire.localClose();
      wire.closed();
    }

    assertThat(observation.suppressedFailures().count()).isZero();
    events.failed.forEach(failed -> isFit(failed.handshake(), failed.target(), failed.series()));
    for (EndedConnection ended : events.ended) {
      isFit(ended.handshake(), ended.target(), ended.series());
      isFit(ended.account().receivedClose().reason(), PeerText.CLOSE_REASON);
      isFit(ended.diagnosis().evidence(), 1000);
      isFit(ended.diagnosis().remediation(), 2000);
    }
    lines.forEach(line -> isFit(line, 4000));
  }

  private static void isFit(Handshake handshake, Target target, Series series) {
    isFit(target.path(), 1024);
    isFit(target.query(), 1024);
    isFit(target.host(), 255);
    isFit(target.scheme(), 3);
    isFit(series.route(), 1024);
    isFit(handshake.userAgent(), 256);
    isFit(handshake.clientAddress(), 64);
    isFit(handshake.subprotocol(), 128);
    isFit(handshake.extensions(), 256);
    handshake.propagatedNames().forEach(name -> isFit(handshake.propagated(name), 512));
  }

  private static void isFit(@Nullable String text, int most) {
    if (text == null) {
      return;
    }
    assertThat(text.length()).isLessThanOrEqualTo(most);
    assertThat(PeerText.clean(text, most)).isEqualTo(text);
    assertThat(text.codePoints())
        .noneMatch(
            point ->
                Character.isISOControl(point)
                    || Character.getType(point) == Character.SURROGATE
                    || Character.getType(point) == Character.LINE_SEPARATOR
                    || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                    || Character.getDirectionality(point)
                        >= Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING);
  }

  /** Of every kind of character, and now and then very long. */
  private String nonsense() {
    int length = random.nextInt(20) == 0 ? 20_000 : random.nextInt(60);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> (char) random.nextInt(0xa0);
            case 1 -> (char) (0x2000 + random.nextInt(0x70));
            case 2 -> (char) (0xd800 + random.nextInt(0x800));
            case 3 -> ";/?#=,\"@:%".charAt(random.nextInt(10));
            default -> (char) ('a' + random.nextInt(26));
          });
    }
    return text.toString();
  }

  private static ByteBuffer closeFrame(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, 60);
    ByteBuffer frame = ByteBuffer.allocate(8 + length);
    frame.put((byte) 0x88).put((byte) (0x80 | (2 + length))).putInt(0);
    return frame.putShort((short) code).put(text, 0, length).flip();
  }

  @Test
  void aFloodOfEndsIsOneLineASecond() {
    for (int i = 0; i < STRANGERS; i++) {
      Wire wire = observation.handshake(request("/"));
      wire.opened();
      wire.readFailed(new SocketException("Connection reset"));
      wire.closed();
    }

    assertThat(lines).hasSize(1);
  }

  @Test
  void failuresOfOurOwnAreAFewLinesHoweverManyTheyAre() {
    for (int i = 0; i < STRANGERS; i++) {
      IOException thrown = new IOException();
      thrown.setStackTrace(
          new StackTraceElement[] {new StackTraceElement("dev.hangup.X", "y", "X.java", i)});
      observation.suppressed(thrown);
    }

    assertThat(observation.suppressedFailures().count()).isEqualTo(STRANGERS);
    assertThat(lines).hasSize(64);
  }

  /** Of every first byte there is. */
  private static final String ALL_KINDS =
      IntStream.range(0, 256).mapToObj("%02x8100000000ff"::formatted).collect(joining());

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "fragments       , 01 80 00000000, 00 81 00000000 61",
    "empty fragments , 02 80 00000000, 00 80 00000000",
    "pings           ,               , 89 84 00000000 61626364",
    "pongs           ,               , 8a 84 00000000 61626364",
    "Close frames    ,               , 88 85 00000000 0fa0 627965",
    "unmasked frames ,               , 81 02 6869",
    "reserved bits   ,               , ff 81 00000000 61",
    "invalid UTF-8   ,               , 81 82 00000000 ffff",
    "frames of a kind,               , all",
    "pings of ours   ,               , 61626364",
    "marks           ,               , 00000000",
  })
  void whatGoesOnForEverTakesNoMoreThanWhatHasBegun(String endless, String begin, String bytes) {
    List<Wire> wires = Stream.generate(this::open).limit(200).toList();
    if (begin != null) {
      again("begin", wires, SimulatedConnection.hex(begin), 1);
    }
    ByteBuffer read = SimulatedConnection.hex(bytes.equals("all") ? ALL_KINDS : bytes);
    // Once around everything that is kept, and then fifty times.
    again(endless, wires, read, 1 + 400 / read.limit());
    long before = usedHeap();
    again(endless, wires, read, 20_000 / read.limit());
    long each = (usedHeap() - before) / wires.size();

    assertThat(each).isLessThan(200);
    for (Wire wire : wires) {
      wire.localClose();
      wire.closed();
    }
    assertThat(observation.suppressedFailures().count()).isZero();
    assertThat(events.ended).hasSize(wires.size());
    for (EndedConnection ended : events.ended) {
      assertThat(ended.violations()).hasSizeLessThanOrEqualTo(2 * 8);
      assertThat(ended.lastFrames()).hasSizeLessThanOrEqualTo(2 * 16);
    }
  }

  private Wire open() {
    Wire wire = observation.handshake(request("/"));
    wire.opened();
    return wire;
  }

  private void again(String endless, List<Wire> wires, ByteBuffer bytes, int times) {
    for (Wire wire : wires) {
      for (int i = 0; i < times; i++) {
        once(endless, wire, bytes);
      }
    }
  }

  private void once(String endless, Wire wire, ByteBuffer bytes) {
    switch (endless) {
      case "pings of ours" -> {
        wire.outbound(0x89, false, bytes.remaining());
        wire.outboundPayload(bytes, 0, bytes.limit());
      }
      case "marks" -> {
        wire.idle(1, "a timer");
        wire.limit(1);
        wire.handlerFailed(failure);
      }
      default -> {
        wire.inbound(bytes);
        wire.consumed(0);
      }
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void noiseIsReadToTheEnd() {
    for (int i = 0; i < 2000; i++) {
      Wire wire = open();
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      for (int from = 0; from < noise.length; from += 100) {
        wire.inbound(
            ByteBuffer.wrap(Arrays.copyOfRange(noise, from, Math.min(from + 100, noise.length))));
        wire.consumed(0);
      }
      wire.outbound(random.nextInt(256), random.nextBoolean(), random.nextLong());
      wire.outboundPayload(ByteBuffer.wrap(noise), 0, noise.length);
      wire.closed();
    }

    assertThat(observation.suppressedFailures().count()).isZero();
    assertThat(events.ended).hasSize(2000);
    assertThat(series()).hasSize(1);
  }
}
