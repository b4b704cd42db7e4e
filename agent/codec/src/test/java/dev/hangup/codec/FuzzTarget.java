// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer feeds. The first byte says who sends and what is negotiated, the second where the
 * rest is cut; a rule broken here ends the run as a crash.
 */
public final class FuzzTarget {

  private static final int LIMIT = 1 << 16;

  private FuzzTarget() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    Role sender = (input[0] & 1) == 0 ? Role.CLIENT : Role.SERVER;
    Extensions extensions = new Extensions((input[0] & 2) != 0, (input[0] & 4) != 0);
    SizeLimits limits =
        (input[0] & 8) != 0 ? new SizeLimits(LIMIT, LIMIT) : new SizeLimits(300, 500);
    ByteBuffer wire = ByteBuffer.allocateDirect(input.length - 2);
    wire.put(input, 2, input.length - 2).flip();
    int[] cuts = new Random(input[1]).ints(4, 0, wire.limit() + 1).sorted().toArray();
    observe(sender, extensions, limits, wire, cuts);
    readMessages(sender, extensions, limits, wire, cuts);
  }

  private static void observe(
      Role sender, Extensions extensions, SizeLimits limits, ByteBuffer wire, int... cuts) {
    Account whole = Account.of(sender, extensions, limits, wire);
    Account cut = Account.of(sender, extensions, limits, wire, cuts);
    require(whole.lines().equals(cut.lines()), "a cut changes the account");
    Sum sum = new Sum(wire);
    FrameReader reader = new FrameReader(sender, sum, limits);
    sum.reader = reader;
    reader.negotiated(extensions);
    reader.read(wire, 0, wire.limit());
    if (!reader.stopped()) {
      require(reader.position() == wire.limit(), "bytes got lost");
      require(
          sum.finished + reader.unfinishedArrived() <= wire.limit(), "frames are larger than fed");
      require(reader.insideFrame() || sum.finished == wire.limit(), "the frames' sum is not it");
    }
  }

  /** Adds up the frames, with the sizes of their headers read from the bytes themselves. */
  private static final class Sum implements MessageListener {
    private final ByteBuffer wire;
    private FrameReader reader;
    private long finished;
    private long header;

    Sum(ByteBuffer wire) {
      this.wire = wire;
      reader = new FrameReader(Role.CLIENT, this);
    }

    @Override
    public void frameStarted(int firstByte, boolean masked, long length) {
      int form = wire.get((int) reader.frameOffset() + 1) & 0x7f;
      header = 2L + (form == 126 ? 2 : form == 127 ? 8 : 0) + (masked ? 4 : 0);
      require(reader.frameOffset() == finished, "a frame begins where none ended");
    }

    @Override
    public void frameEnded(int firstByte, long length) {
      finished += header + length;
    }

    @Override
    public void text(ByteBuffer utf8) {}

    @Override
    public void binary(ByteBuffer bytes) {}

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public void pong(ByteBuffer payload) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {}
  }

  private static void readMessages(
      Role sender, Extensions extensions, SizeLimits limits, ByteBuffer wire, int... cuts) {
    List<String> whole = messages(sender, extensions, limits, wire);
    List<String> cut = messages(sender, extensions, limits, wire, cuts);
    require(whole.equals(cut), "a cut changes the messages");
    for (String message : whole) {
      // Hex has two digits a byte, and a name before it.
      require(message.length() <= 2 * limits.message() + 300, "a message is beyond the limit");
    }
  }

  private static List<String> messages(
      Role sender, Extensions extensions, SizeLimits limits, ByteBuffer wire, int... cuts) {
    RecordedMessages told = new RecordedMessages();
    try (MessageReader reader = new MessageReader(sender, told, limits)) {
      reader.negotiated(extensions);
      int from = 0;
      for (int cut : cuts) {
        reader.read(wire, from, cut);
        from = cut;
      }
      reader.read(wire, from, wire.limit());
    }
    require(told.violations.size() <= 1, "told something after a violation");
    return new ArrayList<>(told.messages);
  }

  private static void require(boolean kept, String broken) {
    if (!kept) {
      throw new AssertionError(broken);
    }
  }
}
