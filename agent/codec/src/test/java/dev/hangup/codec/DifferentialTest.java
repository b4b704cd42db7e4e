// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.peers.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The same bytes through five stacks' parsers and ours. They agree, or a line in {@code
 * differences.txt} names the difference and who is right.
 */
final class DifferentialTest {

  private static final String FORGETS = "forgets what came before a violation";
  private static final int SEEDS = 20;
  private static final int STREAMS = 25;

  /** {@code peer | what it does | who is right | why}. */
  private static final List<String[]> DIFFERENCES = differences();

  private static List<String[]> differences() {
    try (InputStream in = DifferentialTest.class.getResourceAsStream("differences.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(
              line ->
                  Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isListed(String difference) {
    return DIFFERENCES.stream().anyMatch(line -> difference.equals(line[0] + " | " + line[1]));
  }

  // Connections that refused something are dropped with what they hold; Netty would tell.
  @BeforeAll
  static void leaksAreNotTheQuestion() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @TestFactory
  Stream<DynamicTest> everyRowOfTheTableIsJudgedAlike() {
    return tableStreams().map(s -> DynamicTest.dynamicTest(s.name(), () -> agree(s)));
  }

  @TestFactory
  Stream<DynamicTest> randomStreamsAreJudgedAlike() {
    LongStream seeds = Seeds.fixedAndFresh(SEEDS);
    return seeds.mapToObj(
        seed ->
            DynamicTest.dynamicTest(
                "seed " + seed, () -> randomStreams(seed).forEach(DifferentialTest::agree)));
  }

  @Test
  void everyDifferenceOnTheListIsReal() {
    Map<String, String> seen = new TreeMap<>();
    Stream<Wire> random =
        LongStream.rangeClosed(1, SEEDS).boxed().flatMap(DifferentialTest::randomStreams);
    Stream.concat(tableStreams(), random)
        .forEach(
            wire -> differences(wire).forEach(d -> seen.merge(d, wire.toString(), this::shorter)));
    List<String> listed = DIFFERENCES.stream().map(l -> l[0] + " | " + l[1]).toList();
    assertThat(seen.keySet()).as("%s", seen).containsExactlyInAnyOrderElementsOf(listed);
  }

  private String shorter(String a, String b) {
    return b.length() < a.length() ? b : a;
  }

  @Test
  void everyDifferenceHasAVerdictAndAReason() {
    for (String[] line : DIFFERENCES) {
      assertThat(line).as(line[0] + " " + line[1]).hasSize(4);
      assertThat(line[2]).isIn("we", "they", "both");
      assertThat(line[3]).isNotBlank();
    }
  }

  private static void agree(Wire wire) {
    Set<String> unlisted = new HashSet<>(differences(wire));
    unlisted.removeIf(DifferentialTest::isListed);
    assertThat(unlisted).as("%s %s %s", wire.sender(), wire.hex(), wire.cuts()).isEmpty();
  }

  private static Set<String> differences(Wire wire) {
    Set<String> differences = new TreeSet<>();
    Outcome ours = ours(wire);
    for (Peer peer : wire.peers()) {
      String difference = difference(ours, theirs(peer, wire));
      if (difference != null) {
        differences.add(peer.label() + " | " + difference);
      }
    }
    return differences;
  }

  private static @Nullable String difference(Outcome ours, Outcome theirs) {
    List<String> our = ours.events;
    List<String> their = theirs.events;
    int common = Math.min(our.size(), their.size());
    if (!our.subList(0, common).equals(their.subList(0, common))) {
      return "reads something else";
    }
    if (ours.rule != null) {
      if (!theirs.refused && ours.unfinished) {
        // They may still be waiting for the frame to be whole.
        return null;
      }
      if (!theirs.refused || their.size() > common) {
        // One and the same to them: the text is not text.
        Rule rule = ours.rule == Rule.TRUNCATED_UTF8 ? Rule.INVALID_UTF8 : ours.rule;
        return "accepts " + rule.id();
      }
      return our.size() > common ? FORGETS : null;
    }
    if (theirs.refused) {
      if (ours.insideHeader) {
        // The first bytes of a length can be too much for them, while we wait for the last.
        return null;
      }
      if (ours.note == Note.UNASSIGNED_CLOSE_CODE) {
        return "refuses " + ours.note.id();
      }
      return ours.brokenAfterClose ? FORGETS : "refuses " + ours.legal;
    }
    return our.size() == their.size() ? null : "tells another number of messages";
  }

  /** What came of a stream, up to its first Close: after that every stack stops in its own way. */
  private static final class Outcome implements Peer.Events {
    final List<String> events = new ArrayList<>();
    @Nullable Rule rule;
    @Nullable Note note;
    String legal = "what is legal";
    boolean refused;
    boolean unfinished;
    boolean insideHeader;
    boolean brokenAfterClose;
    private boolean closed;

    private void add(String event) {
      if (!closed) {
        events.add(event);
      }
    }

    private static String hex(Object payload) {
      if (payload instanceof String text) {
        return RecordedMessages.hex(StandardCharsets.UTF_8.encode(text));
      }
      return RecordedMessages.hex(
          payload instanceof ByteBuf buf ? buf.nioBuffer() : (ByteBuffer) payload);
    }

    @Override
    public void text(Object payload) {
      add("text " + hex(payload));
    }

    @Override
    public void binary(Object payload) {
      add("binary " + hex(payload));
    }

    @Override
    public void ping(Object payload) {
      add("ping " + hex(payload));
    }

    @Override
    public void pong(Object payload) {
      add("pong " + hex(payload));
    }

    @Override
    public void close() {
      add("close");
      closed = true;
    }
  }

  private static Outcome theirs(Peer peer, Wire wire) {
    Outcome outcome = new Outcome();
    Peer.Connection connection = peer.open(wire.sender(), outcome);
    int from = 0;
    byte[] bytes = wire.bytes();
    for (int to : wire.cuts()) {
      byte[] read = Arrays.copyOfRange(bytes, from, to);
      if (read.length > 0 && !connection.feed(ByteBuffer.wrap(read))) {
        outcome.refused = !outcome.closed;
        break;
      }
      from = to;
    }
    return outcome;
  }

  private static Outcome ours(Wire wire) {
    Outcome outcome = new Outcome();
    try (MessageReader reader =
        new MessageReader(wire.sender(), new Ours(outcome), new SizeLimits(1 << 24, 1 << 24))) {
      int from = 0;
      ByteBuffer bytes = ByteBuffer.wrap(wire.bytes());
      for (int to : wire.cuts()) {
        reader.read(bytes, from, to);
        from = to;
      }
    }
    FrameReader frames = new FrameReader(wire.sender(), new Account());
    frames.read(ByteBuffer.wrap(wire.bytes()), 0, wire.bytes().length);
    outcome.unfinished = frames.insideFrame();
    outcome.insideHeader = frames.insideFrame() && frames.unfinishedAnnounced() < 0;
    return outcome;
  }

  private record Ours(Outcome outcome) implements MessageListener {
    @Override
    public void text(ByteBuffer utf8) {
      outcome.text(utf8);
    }

    @Override
    public void binary(ByteBuffer bytes) {
      outcome.binary(bytes);
    }

    @Override
    public void ping(ByteBuffer payload) {
      outcome.ping(payload);
    }

    @Override
    public void pong(ByteBuffer payload) {
      outcome.pong(payload);
    }

    @Override
    public void close(int code, @Nullable String reason) {
      if (!outcome.closed) {
        outcome.legal = "Close " + code + (reason == null ? "" : " with a reason");
      }
      outcome.close();
    }

    @Override
    public void violation(Violation violation) {
      if (outcome.closed) {
        outcome.brokenAfterClose = true;
      } else {
        outcome.rule = violation.rule();
      }
    }

    @Override
    public void note(Note note, long frameIndex, long byteOffset) {
      if (!outcome.closed) {
        outcome.note = note;
      }
    }
  }

  /** A stream, and where it is cut; the last cut is its end. */
  private record Wire(String name, Role sender, String hex, List<Integer> cuts) {
    // Undertow's channel wants to be driven by its own I/O thread. Pulled from outside it waits for
    // an
    // event after an empty fragment, so it is asked about the table only.
    Set<Peer> peers() {
      return name.isEmpty()
          ? EnumSet.complementOf(EnumSet.of(Peer.UNDERTOW))
          : EnumSet.allOf(Peer.class);
    }

    byte[] bytes() {
      return Hex.bytes(hex);
    }
  }

  private static Stream<Wire> tableStreams() {
    return RuleTableTest.plainRows()
        .map(
            row ->
                new Wire(
                    row.name(), row.sender(), row.hex(), List.of(Hex.bytes(row.hex()).length)));
  }

  private static Stream<Wire> randomStreams(long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> randomStream(random)).limit(STREAMS);
  }

  private static Wire randomStream(Random random) {
    Role sender = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
    byte[] bytes = new RandomFrames(random, sender).bytes();
    List<Integer> cuts = new ArrayList<>();
    random.ints(random.nextInt(4), 0, bytes.length + 1).sorted().forEach(cuts::add);
    cuts.add(bytes.length);
    return new Wire("", sender, RecordedMessages.hex(ByteBuffer.wrap(bytes)), cuts);
  }
}
