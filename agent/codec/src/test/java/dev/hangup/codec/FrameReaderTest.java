// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameReaderTest {

  private final Account account = new Account();

  @Test
  void theAccountOfAConversationIsInWireOrder() {
    byte[] wire = Hex.bytes("01 02 61 62  89 01 70  80 01 63  82 00  8a 00  88 04 03 e9 6f 6b");
    assertThat(Account.of(Role.SERVER, Extensions.NONE, wire).lines())
        .containsExactly(
            "frame 01 masked=false length=2",
            "ended 01 length=2",
            "frame 89 masked=false length=1",
            "ended 89 length=1",
            "ping af63ed4c8602096f",
            "frame 80 masked=false length=1",
            "ended 80 length=1",
            "message 1 size=3 frames=2 compressed=false",
            "frame 82 masked=false length=0",
            "ended 82 length=0",
            "message 2 size=0 frames=1 compressed=false",
            "frame 8a masked=false length=0",
            "ended 8a length=0",
            "pong cbf29ce484222325",
            "frame 88 masked=false length=4",
            "ended 88 length=4",
            "close 1001 ok",
            "end: position=20 stopped=false inside=false arrived=0 announced=-1 message=-1 of -1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # the last bytes           , on the wire            , inside, arrived, announced, message, opcode
          nothing                    , 81 00                  , false ,       0,        -1,      -1,     -1
          half a header              , 81                     , true  ,       0,        -1,      -1,     -1
          no length yet              , 81 7e 01               , true  ,       0,        -1,      -1,     -1
          a header                   , 81 05                  , true  ,       0,         5,       0,      1
          half a payload             , 81 05 61 62            , true  ,       2,         5,       2,      1
          the first of two fragments , 02 02 61 62            , false ,       0,        -1,       2,      2
          and half the second        , 02 02 61 62 80 02 61   , true  ,       1,         2,       3,      2
          and half a Ping            , 02 02 61 62 89 02 61   , true  ,       1,         2,       2,      2
          """)
  void whatIsUnfinishedIsKnown(
      String last,
      String hex,
      boolean inside,
      long arrived,
      long announced,
      long size,
      int opcode) {
    byte[] wire = Hex.bytes(hex);
    FrameReader reader = new FrameReader(Role.SERVER, account);
    reader.read(ByteBuffer.wrap(wire), 0, wire.length);
    assertThat(reader.insideFrame()).isEqualTo(inside);
    assertThat(reader.unfinishedArrived()).isEqualTo(arrived);
    assertThat(reader.unfinishedAnnounced()).isEqualTo(announced);
    assertThat(reader.unfinishedMessage()).isEqualTo(size);
    assertThat(reader.unfinishedMessageOpcode()).isEqualTo(opcode);
    assertThat(reader.position()).isEqualTo(wire.length);
  }

  @Test
  void positionLimitAndByteOrderOfTheBufferAreItsOwners() {
    ByteBuffer bytes = ByteBuffer.wrap(Hex.bytes("00 82 7e 01 00 00*256 00 00"));
    bytes.position(3).limit(262).order(ByteOrder.LITTLE_ENDIAN);
    FrameReader reader = new FrameReader(Role.SERVER, account);
    reader.read(bytes, 1, 261);
    assertThat(account.lines()).contains("message 2 size=256 frames=1 compressed=false");
    assertThat(bytes.position()).isEqualTo(3);
    assertThat(bytes.limit()).isEqualTo(262);
  }

  @Test
  void aReadOnlyBufferIsReadLikeAnyOther() {
    byte[] wire = Hex.bytes("81 8a 01 02 03 04 60 60 60 60 60 60 60 60 60 60");
    List<String> lines = Account.of(Role.CLIENT, Extensions.NONE, wire).lines();
    ByteBuffer readOnly = ByteBuffer.wrap(wire).asReadOnlyBuffer();
    Account other = Account.of(Role.CLIENT, Extensions.NONE, SizeLimits.NONE, readOnly);
    assertThat(other.lines()).isEqualTo(lines);
    assertThat(other.violations()).isEmpty();
  }

  @Test
  void equalPayloadsHaveEqualFingerprintsUnderAnyMask() {
    byte[] masked = Hex.bytes("89 84 01 02 03 04 60 60 60 60");
    byte[] plain = Hex.bytes("8a 04 61 62 63 64");
    byte[] other = Hex.bytes("8a 04 61 62 63 65");
    assertThat(fingerprint(Account.of(Role.CLIENT, Extensions.NONE, masked)))
        .isEqualTo(fingerprint(Account.of(Role.SERVER, Extensions.NONE, plain)))
        .isNotEqualTo(fingerprint(Account.of(Role.SERVER, Extensions.NONE, other)));
  }

  private static String fingerprint(Account account) {
    return account.lines().get(2).substring(5);
  }

  @Test
  void anEncodersFramesAreJudgedByTheSameRules() {
    FrameReader reader = new FrameReader(Role.CLIENT, account);
    ByteBuffer text = ByteBuffer.wrap(Hex.bytes("61 c3 a4 62"));
    reader.header(0x01, true, 2);
    reader.payload(text, 0, 2);
    reader.header(0x80, true, 2);
    reader.payload(text, 2, 3);
    reader.payload(text, 3, 4);
    reader.header(0x81, true, 1);
    reader.payload(text, 1, 2);
    reader.header(0x83, false, 70_000);
    reader.skipPayload(70_000);
    reader.header(0x88, true, 2);
    reader.payload(ByteBuffer.wrap(Hex.bytes("03 ed")), 0, 2);
    assertThat(account.lines())
        .containsExactly(
            "frame 01 masked=true length=2",
            "ended 01 length=2",
            "frame 80 masked=true length=2",
            "ended 80 length=2",
            "message 1 size=4 frames=2 compressed=false",
            "frame 81 masked=true length=1",
            violation(Rule.TRUNCATED_UTF8, 2, 23, 1),
            "ended 81 length=1",
            "message 1 size=1 frames=1 compressed=false",
            violation(Rule.RESERVED_DATA_OPCODE, 3, 23, 3),
            "frame 83 masked=false length=70000",
            "ended 83 length=70000",
            "frame 88 masked=true length=2",
            violation(Rule.RESERVED_CLOSE_CODE, 4, 23 + 10 + 70_000 + 7, 8),
            "ended 88 length=2",
            "close 1005 null");
  }

  private static String violation(Rule rule, long frame, long offset, int opcode) {
    return new Violation(rule, Role.CLIENT, frame, offset, opcode).toString();
  }

  /** Whatever came before, and whether or not the payload it asks for follows. */
  @Test
  void aFrameInOneCallIsToldAsByItsHeaderAndItsPayload() {
    Random random = new Random(4711);
    int[] firstBytes = {0x82, 0x81, 0xc1, 0xc2, 0x02, 0x01, 0x80, 0x00, 0x89, 0x88, 0x83, 0xa2};
    long[] lengths = {0, 1, 125, 126, 65_535, 65_536, -1};
    ByteBuffer payload = ByteBuffer.wrap("0123456789".repeat(20).getBytes(US_ASCII));
    for (int turn = 0; turn < 20_000; turn++) {
      Role sender = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
      Extensions extensions = random.nextBoolean() ? Extensions.NONE : new Extensions(true, false);
      SizeLimits limits = random.nextInt(4) == 0 ? new SizeLimits(200, 300) : SizeLimits.NONE;
      Account atOnce = new Account();
      Account inTurn = new Account();
      FrameReader one = new FrameReader(sender, atOnce, limits);
      FrameReader other = new FrameReader(sender, inTurn, limits);
      one.negotiated(extensions);
      other.negotiated(extensions);
      for (int frame = 0; frame < 5; frame++) {
        int first = firstBytes[random.nextInt(firstBytes.length)];
        boolean masked = (sender == Role.CLIENT) ^ (random.nextInt(8) == 0);
        long length = lengths[random.nextInt(lengths.length)];
        boolean wanted = one.frame(first, masked, length);
        other.header(first, masked, length);
        other.skipPayload(other.unread());
        assertThat(wanted).isEqualTo(other.insideFrame());
        if (wanted && random.nextBoolean()) {
          int size = (int) Math.min(random.nextInt(200), Math.max(0, length));
          one.payload(payload, 0, size);
          other.payload(payload, 0, size);
        }
        assertThat(atOnce.lines()).isEqualTo(inTurn.lines());
        assertThat(one.position()).isEqualTo(other.position());
        assertThat(one.frameOffset()).isEqualTo(other.frameOffset());
        assertThat(one.stopped()).isEqualTo(other.stopped());
        assertThat(one.unfinishedMessage()).isEqualTo(other.unfinishedMessage());
      }
    }
  }

  @Test
  void whatCannotBeSeenIsNotJudged() {
    FrameReader reader = new FrameReader(Role.SERVER, account);
    reader.header(0x81, false, 3);
    reader.payload(ByteBuffer.wrap(Hex.bytes("c3")), 0, 1);
    reader.skipPayload(2);
    reader.header(0x89, false, 3);
    reader.skipPayload(3);
    reader.header(0x88, false, 5);
    reader.skipPayload(5);
    assertThat(account.lines())
        .contains("message 1 size=3 frames=1 compressed=false", "ping 0", "close -1 null");
    assertThat(account.violations()).isEmpty();
  }

  /** Wherever the bytes are cut, and whatever is left out that the reader says it does not read. */
  @Test
  void leavingOutWhatIsNotReadMakesNoDifference() {
    byte[] wire =
        Hex.bytes(
            "02 83 01 02 03 04 05 05 05  89 82 01 02 03 04 60 60  80 81 01 02 03 04 00"
                + " 81 84 01 02 03 04 c2 a6 c0 a0  83 82 01 02 03 04 00 00"
                + " 01 82 01 02 03 04 60 61  8b 81 01 02 03 04 00  80 81 01 02 03 04 c0"
                + " 82 fe 00 80 01 02 03 04 00*128  88 82 01 02 03 04 02 ea");
    Account whole = new Account();
    new FrameReader(Role.CLIENT, whole).read(ByteBuffer.wrap(wire), 0, wire.length);
    for (int cut = 1; cut <= wire.length; cut++) {
      Account skipping = new Account();
      FrameReader reader = new FrameReader(Role.CLIENT, skipping);
      int left = 0;
      for (int at = 0; at < wire.length; ) {
        int to = Math.min(wire.length, at + cut);
        reader.read(ByteBuffer.wrap(wire), at, to);
        int unread = (int) Math.min(wire.length - to, reader.unread());
        reader.skipPayload(unread);
        left += unread;
        at = to + unread;
      }
      assertThat(skipping.lines()).isEqualTo(whole.lines());
      assertThat(reader.position()).isEqualTo(wire.length);
      assertThat(left).as("left out, cut at %s", cut).isGreaterThanOrEqualTo(cut < 8 ? 100 : 0);
    }
  }

  @Test
  void nothingIsToldOnceTheNextFrameCannotBeFound() {
    byte[] wire = Hex.bytes("82 7f ff 00*7 83 00");
    FrameReader reader = new FrameReader(Role.SERVER, account);
    reader.read(ByteBuffer.wrap(wire), 0, wire.length);
    reader.read(ByteBuffer.wrap(wire), 0, wire.length);
    assertThat(reader.stopped()).isTrue();
    assertThat(account.lines()).containsExactly(account.violations().get(0).toString());
  }

  @Test
  void followingAConnectionAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FrameReader reader = new FrameReader(Role.CLIENT, new Silence());
    byte[] wire =
        Hex.bytes(
            "81 8a 01 02 03 04 60 60 60 60 60 60 60 60 60 60"
                + " 02 81 01 02 03 04 05  89 83 01 02 03 04 05 05 05  80 80 01 02 03 04"
                + " 82 fe 00 80 01 02 03 04 00*128");
    ByteBuffer heap = ByteBuffer.wrap(wire);
    ByteBuffer direct = ByteBuffer.allocateDirect(wire.length).put(wire).flip();
    // What the JDK makes while it links and compiles is not ours; a byte of ours would be in every
    // round.
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 10 && allocated > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      follow(reader, heap, direct, 20_000);
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(allocated).isZero();
  }

  private static void follow(FrameReader reader, ByteBuffer heap, ByteBuffer direct, int times) {
    for (int i = 0; i < times; i++) {
      int cut = i % heap.limit();
      reader.read(heap, 0, cut);
      reader.read(heap, cut, heap.limit());
      reader.read(direct, 0, cut);
      reader.read(direct, cut, heap.limit());
    }
  }

  private static final class Silence implements FrameListener {
    @Override
    public void frameStarted(int firstByte, boolean masked, long length) {}

    @Override
    public void frameEnded(int firstByte, long length) {}

    @Override
    public void message(int opcode, long size, int frames, boolean compressed) {}

    @Override
    public void ping(long fingerprint) {}

    @Override
    public void pong(long fingerprint) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {
      throw new AssertionError(violation);
    }
  }
}
