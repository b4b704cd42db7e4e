// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.CloseCodes;
import dev.hangup.codec.FrameReader;
import dev.hangup.codec.MessageListener;
import dev.hangup.codec.Note;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import dev.hangup.tap.PeerText;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line per frame; payload is never shown. */
final class FramePrinter implements MessageListener {

  private final PrintStream out;
  private final List<String> notes = new ArrayList<>();
  private @Nullable FrameReader reader;
  private @Nullable Violation violation;
  private long frames;
  private int offset;
  private int firstByte;
  private boolean masked;
  private long length;
  private String remark = "";
  private boolean unprinted;
  private boolean compressed;

  FramePrinter(PrintStream out) {
    this.out = out;
    print("offset", "opcode", "fin", "rsv", "mask", "length", "");
  }

  void follow(FrameReader frameReader) {
    reader = frameReader;
  }

  private void print(Object... columns) {
    String line = String.format(Locale.ROOT, "%10s  %-12s  %-3s  %-14s  %-6s  %10s  %s", columns);
    out.println(line.stripTrailing());
  }

  @Override
  public void frameStarted(int first, boolean isMasked, long announced) {
    flush();
    firstByte = first;
    masked = isMasked;
    length = announced;
    offset = reader == null ? 0 : (int) reader.frameOffset();
    remark = "";
    unprinted = true;
    frames++;
  }

  // A frame is printed when the next one begins: what its payload shows belongs on the same line.
  private void flush() {
    if (unprinted) {
      print(
          offset,
          opcode(firstByte & 0x0f),
          (firstByte & 0x80) != 0 ? "fin" : "-",
          reservedBits(),
          masked ? "masked" : "-",
          Long.toUnsignedString(length),
          remark);
      unprinted = false;
    }
  }

  private static String opcode(int opcode) {
    return switch (opcode) {
      case 0 -> "continuation";
      case 1 -> "text";
      case 2 -> "binary";
      case 8 -> "close";
      case 9 -> "ping";
      case 10 -> "pong";
      default -> "reserved " + opcode;
    };
  }

  private String reservedBits() {
    StringBuilder bits = new StringBuilder();
    for (int i = 1; i <= 3; i++) {
      if ((firstByte & 0x80 >> i) != 0) {
        bits.append(bits.length() == 0 ? "rsv" : ",rsv").append(i);
      }
    }
    return bits.length() == 0 ? "-" : bits.toString();
  }

  @Override
  public void text(ByteBuffer utf8) {
    inflated(utf8);
  }

  @Override
  public void binary(ByteBuffer bytes) {
    inflated(bytes);
  }

  private void inflated(ByteBuffer payload) {
    if (compressed) {
      remark = "inflates to " + payload.remaining();
    }
  }

  @Override
  public void message(int opcode, long size, int count, boolean packed) {
    compressed = packed;
    if (count > 1) {
      remark = "ends a message of " + size + " in " + count + " frames";
    }
  }

  @Override
  public void ping(ByteBuffer payload) {}

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(int code, @Nullable String reason) {
    remark = code + " " + CloseCodes.of(code).name();
    if (reason != null && !reason.isEmpty()) {
      remark += " \"" + PeerText.clean(reason, PeerText.CLOSE_REASON) + "\"";
    }
  }

  @Override
  public void violation(Violation broken) {
    violation = broken;
  }

  @Override
  public void note(Note note, long frameIndex, long byteOffset) {
    notes.add(
        "note: %s at byte %d (%s): %s"
            .formatted(note.id(), byteOffset, note.section(), note.explanation()));
  }

  /** Says what the stream comes to. */
  void end(Role sender, ByteBuffer bytes) {
    if (violation != null) {
      broken(violation, bytes);
    }
    flush();
    notes.forEach(out::println);
    if (violation == null) {
      valid(sender);
    }
  }

  private void broken(Violation violation, ByteBuffer bytes) {
    if (violation.frameIndex() == frames) {
      // A header that is wrong starts no frame; it is shown as far as it goes.
      flush();
      offset = reader == null ? 0 : (int) reader.frameOffset();
      firstByte = bytes.get(offset) & 0xff;
      masked = offset + 1 < bytes.limit() && (bytes.get(offset + 1) & 0x80) != 0;
      length = announced(bytes);
      remark = "";
      unprinted = true;
    }
    remark = closed(bytes);
    Rule rule = violation.rule();
    String by = violation.by().name().toLowerCase(Locale.ROOT);
    notes.add(
        "violation: %s by the %s in frame %d at byte %d (%s)"
            .formatted(
                rule.id(), by, violation.frameIndex(), violation.byteOffset(), rule.section()));
    notes.add("  " + rule.explanation() + " Close with " + closeCode(rule) + ".");
  }

  private int form(ByteBuffer bytes) {
    return offset + 1 < bytes.limit() ? bytes.get(offset + 1) & 0x7f : 0;
  }

  private int lengthSize(ByteBuffer bytes) {
    int form = form(bytes);
    return form < 126 ? 0 : form == 126 ? 2 : 8;
  }

  private long announced(ByteBuffer bytes) {
    int size = lengthSize(bytes);
    if (offset + 2 + size > bytes.limit()) {
      return 0;
    }
    return switch (size) {
      case 0 -> form(bytes);
      case 2 -> bytes.getShort(offset + 2) & 0xffffL;
      default -> bytes.getLong(offset + 2);
    };
  }

  /** The code in the Close frame that broke a rule, which is often the rule it broke. */
  private String closed(ByteBuffer bytes) {
    int header = offset + 2 + lengthSize(bytes) + (masked ? 4 : 0);
    if ((firstByte & 0x0f) != 8 || form(bytes) < 2 || header + 2 > bytes.limit()) {
      return remark;
    }
    int key = masked ? bytes.getShort(header - 4) : 0;
    int code = (bytes.getShort(header) ^ key) & 0xffff;
    return code + " " + CloseCodes.of(code).name();
  }

  private static String closeCode(Rule rule) {
    return rule.closeCode() + " " + CloseCodes.of(rule.closeCode()).name();
  }

  private void valid(Role sender) {
    String noun = frames == 1 ? "frame" : "frames";
    String by = sender.name().toLowerCase(Locale.ROOT);
    out.printf("valid: %d %s from a %s", frames, noun, by);
    if (reader != null && reader.insideFrame()) {
      long announced = reader.unfinishedAnnounced();
      out.print(
          announced < 0
              ? "; the bytes end inside a header"
              : "; the bytes end after %d of the last frame's %d"
                  .formatted(reader.unfinishedArrived(), announced));
    } else if (reader != null && reader.unfinishedMessage() >= 0) {
      out.print("; the last message is not finished");
    }
    out.println();
  }
}
