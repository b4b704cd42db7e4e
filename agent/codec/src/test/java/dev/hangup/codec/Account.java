// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down all that a reader tells, so that two readings can be compared. */
final class Account implements FrameListener {

  private final List<String> lines = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** What a reader of {@code sender}'s direction tells about the bytes, cut at {@code cuts}. */
  static Account of(Role sender, Extensions extensions, byte[] bytes, int... cuts) {
    return of(sender, extensions, SizeLimits.NONE, ByteBuffer.wrap(bytes), cuts);
  }

  static Account of(
      Role sender, Extensions extensions, SizeLimits limits, ByteBuffer bytes, int... cuts) {
    Account account = new Account();
    FrameReader reader = new FrameReader(sender, account, limits);
    reader.negotiated(extensions);
    int from = 0;
    for (int cut : cuts) {
      reader.read(bytes, from, cut);
      from = cut;
    }
    reader.read(bytes, from, bytes.limit());
    account.end(reader);
    return account;
  }

  private void end(FrameReader reader) {
    add(
        "end: position=%d stopped=%b inside=%b arrived=%d announced=%d message=%d of %d"
            .formatted(
                reader.position(),
                reader.stopped(),
                reader.insideFrame(),
                reader.unfinishedArrived(),
                reader.unfinishedAnnounced(),
                reader.unfinishedMessage(),
                reader.unfinishedMessageOpcode()));
  }

  private void add(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return lines;
  }

  List<Violation> violations() {
    return violations;
  }

  List<Note> notes() {
    return notes;
  }

  @Override
  public void frameStarted(int firstByte, boolean masked, long length) {
    add("frame %02x masked=%b length=%d".formatted(firstByte, masked, length));
  }

  @Override
  public void frameEnded(int firstByte, long length) {
    add("ended %02x length=%d".formatted(firstByte, length));
  }

  @Override
  public void message(int opcode, long size, int frames, boolean compressed) {
    add("message %d size=%d frames=%d compressed=%b".formatted(opcode, size, frames, compressed));
  }

  @Override
  public void ping(long fingerprint) {
    add("ping %x".formatted(fingerprint));
  }

  @Override
  public void pong(long fingerprint) {
    add("pong %x".formatted(fingerprint));
  }

  @Override
  public void close(int code, @Nullable String reason) {
    add("close %d %s".formatted(code, reason));
  }

  @Override
  public void violation(Violation violation) {
    violations.add(violation);
    add("%s".formatted(violation));
  }

  @Override
  public void note(Note note, long frameIndex, long byteOffset) {
    notes.add(note);
    add("note %s frame=%d offset=%d".formatted(note, frameIndex, byteOffset));
  }
}
