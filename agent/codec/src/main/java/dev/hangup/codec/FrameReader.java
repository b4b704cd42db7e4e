// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import dev.hangup.jdk.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Follows one direction of one connection. Confined to one thread at a time, ordered by the stack
 * that feeds it. Copies no payload and allocates nothing but what the first control frame needs
 * and, once per Close frame, its reason.
 *
 * <p>Two ways in, never mixed on one reader: {@link #read} takes bytes off the wire, {@link
 * #header} and {@link #payload} take a frame whose header the stack has just made (an encoder's
 * side, payload not masked yet).
 *
 * <p>Where the bytes are cut makes no difference to what is told. Compressed messages are followed
 * by their headers only; {@link MessageReader} also inflates them.
 */
public final class FrameReader {

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV2 = 0x20;
  private static final int RSV3 = 0x10;
  private static final int RSV = RSV1 | RSV2 | RSV3;
  private static final int MASKED = 0x80;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int LONGEST_CONTROL = 125;
  private static final int NO_MESSAGE = -1;
  private static final long FINGERPRINT_SEED = 0xcbf2_9ce4_8422_2325L;
  private static final long FINGERPRINT_PRIME = 0x100_0000_01b3L;

  private final FrameListener listener;
  private final Terms terms;

  private boolean deflate;
  private boolean unknown;
  private boolean stopped;

  // The frame: from its first header byte until the first one of the next.
  private long frameIndex = -1;
  private long frameOffset;
  private long length;
  private long remaining;
  private int mask;
  private byte first;
  private byte second;
  private byte headerSize;

  /** Header bytes that came so far; 0 where the header is complete or has not begun. */
  private byte headerSeen;

  private boolean faulty;

  // The message: the frames so far, without the one that is still arriving.
  private long messageSize;
  private int messageFrames;
  private byte messageOpcode = NO_MESSAGE;
  private byte textState;
  private boolean textChecked;
  private boolean compressed;
  private boolean tooBig;

  /** Made with the first control frame. */
  private @Nullable Control control;

  private boolean closed;
  private byte notes;

  /** What a reader is made with: of most, one of two. */
  private static final class Terms {
    private static final Terms OF_CLIENT = new Terms(Role.CLIENT, SizeLimits.NONE, false, null);
    private static final Terms OF_SERVER = new Terms(Role.SERVER, SizeLimits.NONE, false, null);

    private final Role sender;
    private final SizeLimits limits;
    private final @Nullable PayloadSink sink;

    /** The first violation is the last thing told. */
    private final boolean strict;

    /** Nobody wants the payload, and nothing is too big. */
    private final boolean plain;

    Terms(Role sender, SizeLimits limits, boolean strict, @Nullable PayloadSink sink) {
      this.sender = sender;
      this.limits = limits;
      this.strict = strict;
      this.sink = sink;
      plain = sink == null && limits.areNone();
    }

    static Terms of(Role sender) {
      return sender == Role.CLIENT ? OF_CLIENT : OF_SERVER;
    }
  }

  /** The control frame, which may stand inside a message. */
  private static final class Control {
    private long fingerprint = FINGERPRINT_SEED;
    private int closeCode;
    private int codeStart;
    private byte reasonState;
    private boolean unseen;
    private byte @Nullable [] reason;
  }

  /** A reader of what {@code sender} sends. */
  public FrameReader(Role sender, FrameListener listener) {
    this(listener, Terms.of(sender));
  }

  /** A reader that also holds the sender to limits, in bytes on the wire. */
  public FrameReader(Role sender, FrameListener listener, SizeLimits limits) {
    this(sender, listener, limits, false, null);
  }

  FrameReader(
      Role sender,
      FrameListener listener,
      SizeLimits limits,
      boolean strict,
      @Nullable PayloadSink sink) {
    this(listener, new Terms(sender, limits, strict, sink));
  }

  private FrameReader(FrameListener listener, Terms terms) {
    this.listener = listener;
    this.terms = terms;
  }

  /**
   * Known at the handshake, which may end after the first frames were seen; until then nothing is
   * negotiated.
   */
  public void negotiated(Extensions extensions) {
    deflate = extensions.deflate();
    unknown = extensions.unknown();
  }

  /**
   * Reads the bytes at {@code from} to {@code to}, by absolute index: position and limit stay
   * untouched, and the buffer's byte order does not matter.
   */
  public void read(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to && !stopped) {
      if (remaining > 0) {
        at = readPayload(bytes, at, to, mask);
      } else {
        int next = betweenMessages() ? readMessage(bytes, at, to) : at;
        at = next > at ? next : readHeader(bytes, at, to);
      }
    }
  }

  private boolean betweenMessages() {
    return headerSeen == 0 && messageOpcode == NO_MESSAGE && !closed && !unknown && terms.plain;
  }

  /**
   * The short way for what nearly all frames are: a message of its own that is all here, and about
   * which there is nothing to say. It must come to what the long way comes to.
   *
   * @return where it ends; {@code at} where the long way has to be gone, and nothing was done
   */
  private int readMessage(ByteBuffer bytes, int at, int to) {
    if (to - at < 2) {
      return at;
    }
    int firstByte = bytes.get(at) & 0xff;
    if (!isWholeMessage(firstByte)) {
      return at;
    }
    int opcode = firstByte & 0x0f;
    boolean deflated = (firstByte & RSV1) != 0;
    int secondByte = bytes.get(at + 1);
    boolean masked = (secondByte & MASKED) != 0;
    int payload = at + headerSize(secondByte);
    int form = secondByte & 0x7f;
    if (masked != (terms.sender == Role.CLIENT) || form > 126 || payload > to) {
      return at;
    }
    int size = form < 126 ? form : Short.toUnsignedInt(Memory.shortAt(bytes, at + 2));
    int key = masked ? Memory.intAt(bytes, payload - Integer.BYTES) : 0;
    int end = payload + size;
    boolean notable = (masked && key == 0) || (form == 126 && size < 126);
    if (end > to
        || notable
        || (opcode == TEXT
            && !deflated
            && Utf8.check(bytes, payload, end, key, Utf8.ACCEPT) != Utf8.ACCEPT)) {
      return at;
    }
    frameIndex++;
    frameOffset += end - at;
    listener.whole(firstByte, masked, size, deflated);
    return end;
  }

  /**
   * Takes the header of a frame about to be written. Its payload follows in any number of {@link
   * #payload} calls. Offsets count the header in its shortest form.
   */
  public void header(int firstByte, boolean masked, long length) {
    if (stopped) {
      return;
    }
    int form = length < 0 || length > 0xffff ? 127 : length < 126 ? (int) length : 126;
    judgeFirst(firstByte & 0xff);
    judgeSecond(masked ? form | MASKED : form);
    this.length = length;
    judgeLength();
    if (!stopped) {
      begin();
    }
  }

  /**
   * Takes the header of a frame about to be written, and its payload as well where that is not
   * looked at: {@link #header} and {@link #skipPayload} in one.
   *
   * @return whether there is payload to follow, in calls of {@link #payload}
   */
  public boolean frame(int firstByte, boolean masked, long length) {
    boolean deflated = (firstByte & RSV1) != 0;
    boolean unseen = isWholeMessage(firstByte) && (deflated || (firstByte & 0x0f) == BINARY);
    boolean fits = length >= 0 && masked == (terms.sender == Role.CLIENT);
    if (unseen && fits && remaining <= 0 && !stopped && betweenMessages()) {
      int form = length > 0xffff ? 127 : length < 126 ? 0 : 126;
      frameIndex++;
      frameOffset += headerSize(masked ? form | MASKED : form) + length;
      listener.whole(firstByte, masked, length, deflated);
      return false;
    }
    header(firstByte, masked, length);
    skipPayload(unread());
    return insideFrame();
  }

  /** Whether a frame is a message by itself, and no rule forbids the first byte of it. */
  private boolean isWholeMessage(int firstByte) {
    int opcode = firstByte & 0x0f;
    int bits = firstByte - opcode;
    return (opcode == TEXT || opcode == BINARY)
        && (bits == FIN || (bits == (FIN | RSV1) && deflate));
  }

  /** Takes plain (not masked) payload of the frame begun by {@link #header}. */
  public void payload(ByteBuffer bytes, int from, int to) {
    if (remaining > 0 && from < to && !stopped) {
      readPayload(bytes, from, to, 0);
    }
  }

  /**
   * How many of the next bytes are payload that is not looked at, 0 where they are: {@link
   * #skipPayload} may take them, and nothing is given up.
   */
  public long unread() {
    boolean looksAtIt = terms.sink != null || isControl() || (textChecked && isOfMessage());
    return looksAtIt || stopped ? 0 : remaining;
  }

  /** Skips payload that cannot be seen; text checks of the message are given up. */
  public void skipPayload(long length) {
    if (remaining <= 0 || length <= 0 || stopped) {
      return;
    }
    if (isControl()) {
      Control seen = control();
      seen.unseen = true;
      seen.reason = null;
    } else if (isOfMessage()) {
      textChecked = false;
    }
    pass(Math.min(remaining, length));
  }

  /** True after a violation that leaves no way to find the next frame. */
  public boolean stopped() {
    return stopped;
  }

  /** Whether the last bytes read end inside a frame, be it in its header or its payload. */
  public boolean insideFrame() {
    return headerSeen > 0 || remaining > 0;
  }

  /** Bytes of this direction so far, headers and payload. */
  public long position() {
    return remaining > 0 ? payloadPosition() : frameOffset + headerSeen;
  }

  /** Where in this direction the frame being read begins; between two frames, the next one. */
  public long frameOffset() {
    return frameOffset;
  }

  /**
   * Payload bytes of the unfinished frame that have arrived; 0 where only a part of the header has.
   */
  public long unfinishedArrived() {
    return remaining > 0 ? length - remaining : 0;
  }

  /**
   * Payload bytes the unfinished frame's header announced; -1 while the header itself is not
   * complete.
   */
  public long unfinishedAnnounced() {
    return remaining > 0 ? length : -1;
  }

  /** Payload bytes of the unfinished message's frames so far; -1 where no message is open. */
  public long unfinishedMessage() {
    if (messageOpcode == NO_MESSAGE) {
      return -1;
    }
    return messageSize + (remaining > 0 && isOfMessage() ? length - remaining : 0);
  }

  /** The opcode the unfinished message began with (1 or 2); -1 where no message is open. */
  public int unfinishedMessageOpcode() {
    return messageOpcode;
  }

  private int readHeader(ByteBuffer bytes, int at, int to) {
    if (headerSeen > 0 || to - at < 2) {
      return readHeaderByte(bytes, at);
    }
    int secondByte = bytes.get(at + 1);
    int size = headerSize(secondByte);
    if (to - at < size) {
      return readHeaderByte(bytes, at);
    }
    judgeFirst(bytes.get(at) & 0xff);
    judgeSecond(secondByte & 0xff);
    int form = secondByte & 0x7f;
    if (form < 126) {
      length = form;
    } else if (form == 126) {
      length = Short.toUnsignedLong(Memory.shortAt(bytes, at + 2));
    } else {
      length = Memory.longAt(bytes, at + 2);
    }
    judgeLength();
    if ((secondByte & MASKED) != 0) {
      mask = Memory.intAt(bytes, at + size - Integer.BYTES);
    }
    if (!stopped) {
      headerRead();
    }
    return at + size;
  }

  // The slow way, for a header that is cut. It must come to the same verdicts in the same order.
  private int readHeaderByte(ByteBuffer bytes, int at) {
    int b = bytes.get(at) & 0xff;
    int index = headerSeen++;
    if (index == 0) {
      judgeFirst(b);
    } else if (index == 1) {
      judgeSecond(b);
      length = b & 0x7f;
      if (length >= 126) {
        length = 0;
      } else {
        judgeLength();
      }
    } else if (index < headerSize - maskSize(second)) {
      length = length << Byte.SIZE | b;
      judgeLengthByte(index);
    } else {
      mask = mask << Byte.SIZE | b;
    }
    if (headerSeen > 1 && headerSeen == headerSize && !stopped) {
      headerSeen = 0;
      headerRead();
    }
    return at + 1;
  }

  private void judgeLengthByte(int index) {
    boolean wide = (second & 0x7f) == 127;
    if (wide && index == 2 && length >= 0x80) {
      length = Long.MIN_VALUE;
      judgeLength();
    } else if (index + 1 == headerSize - maskSize(second)) {
      judgeLength();
    } else if (wide && index == 7 && length == 0) {
      violation(Rule.NON_MINIMAL_64_BIT_LENGTH, frameOffset + index);
    }
  }

  private static int headerSize(int secondByte) {
    int form = secondByte & 0x7f;
    int size = form < 126 ? 2 : form == 126 ? 4 : 10;
    return size + maskSize(secondByte);
  }

  private static int maskSize(int secondByte) {
    return (secondByte & MASKED) != 0 ? Integer.BYTES : 0;
  }

  private void judgeFirst(int b) {
    first = (byte) b;
    frameIndex++;
    faulty = false;
    mask = 0;
    if ((b & RSV) != 0 && !unknown) {
      judgeReservedBits(b);
    }
    int opcode = b & 0x0f;
    if (opcode >= CLOSE) {
      judgeControl(b, opcode);
    } else {
      judgeData(opcode);
    }
  }

  private void judgeReservedBits(int b) {
    int opcode = b & 0x0f;
    if ((b & RSV1) != 0) {
      if (!deflate) {
        violation(Rule.RSV1_NOT_NEGOTIATED, frameOffset);
      } else if (opcode >= CLOSE) {
        violation(Rule.RSV1_ON_CONTROL_FRAME, frameOffset);
      } else if (opcode == CONTINUATION) {
        violation(Rule.RSV1_ON_CONTINUATION, frameOffset);
      }
    }
    if ((b & RSV2) != 0) {
      violation(Rule.RSV2_SET, frameOffset);
    }
    if ((b & RSV3) != 0) {
      violation(Rule.RSV3_SET, frameOffset);
    }
  }

  private void judgeControl(int b, int opcode) {
    if (opcode > PONG && !unknown) {
      violation(Rule.RESERVED_CONTROL_OPCODE, frameOffset);
    }
    if ((b & FIN) == 0) {
      violation(Rule.FRAGMENTED_CONTROL_FRAME, frameOffset);
    }
    if (closed) {
      // RFC 6455 5.5.1 forbids data frames only, and 5.5.2 has a Ping answered until a Close came.
      note(Note.CONTROL_AFTER_CLOSE, frameOffset);
    }
  }

  private void judgeData(int opcode) {
    if (opcode > BINARY && !unknown) {
      violation(Rule.RESERVED_DATA_OPCODE, frameOffset);
    }
    if (closed) {
      violation(Rule.FRAME_AFTER_CLOSE, frameOffset);
    }
    if (opcode == CONTINUATION && messageOpcode == NO_MESSAGE) {
      violation(Rule.ORPHAN_CONTINUATION, frameOffset);
    } else if ((opcode == TEXT || opcode == BINARY) && messageOpcode != NO_MESSAGE) {
      violation(Rule.DATA_INSIDE_MESSAGE, frameOffset);
    }
  }

  private void judgeSecond(int b) {
    second = (byte) b;
    headerSize = (byte) headerSize(b);
    if ((b & MASKED) == 0) {
      if (terms.sender == Role.CLIENT) {
        violation(Rule.UNMASKED_CLIENT_FRAME, frameOffset + 1);
      }
    } else if (terms.sender == Role.SERVER) {
      violation(Rule.MASKED_SERVER_FRAME, frameOffset + 1);
    }
    if (isControl()) {
      int form = b & 0x7f;
      if (form > LONGEST_CONTROL) {
        violation(Rule.CONTROL_FRAME_TOO_LONG, frameOffset + 1);
      } else if (form == 1 && opcode() == CLOSE) {
        violation(Rule.ONE_BYTE_CLOSE_BODY, frameOffset + 1);
      }
    }
  }

  private void judgeLength() {
    int form = second & 0x7f;
    if (form == 126 && length < 126) {
      violation(Rule.NON_MINIMAL_16_BIT_LENGTH, frameOffset + 3);
    } else if (form == 127) {
      judgeWideLength();
    }
    long last = frameOffset + headerSize - maskSize(second) - 1;
    if (length > terms.limits.frame()) {
      violation(Rule.FRAME_TOO_BIG, last);
    }
    if (isOfMessage()) {
      judgeMessageSize(last);
    }
  }

  private void judgeMessageSize(long offset) {
    boolean opens = opcode() != CONTINUATION;
    tooBig &= !opens;
    // Inflated size is what counts where there is somebody to inflate.
    boolean inflated = terms.sink != null && (opens ? deflate && (first & RSV1) != 0 : compressed);
    long before = opens ? 0 : messageSize;
    if (!inflated && !tooBig && length > terms.limits.message() - before) {
      tooBig = true;
      violation(Rule.MESSAGE_TOO_BIG, offset);
    }
  }

  private void judgeWideLength() {
    if (length < 0) {
      violation(Rule.LENGTH_TOP_BIT, frameOffset + 2);
      stopped = true;
      headerSeen = 3;
    } else if (length <= 0xffff) {
      violation(Rule.NON_MINIMAL_64_BIT_LENGTH, frameOffset + 7);
    }
  }

  private void headerRead() {
    if ((second & MASKED) != 0 && mask == 0) {
      note(Note.ZERO_MASK, frameOffset + headerSize - Integer.BYTES);
    }
    begin();
  }

  private void begin() {
    boolean masked = (second & MASKED) != 0;
    remaining = length;
    if (isControl()) {
      beginControl();
    } else {
      beginData();
    }
    listener.frameStarted(first & 0xff, masked, length);
    if (length == 0) {
      end();
    }
  }

  private void beginControl() {
    Control begun = control();
    begun.fingerprint = FINGERPRINT_SEED;
    begun.closeCode = length == 0 ? WireCloseCodes.NO_STATUS_RECEIVED : -1;
    begun.unseen = false;
    if (opcode() == CLOSE) {
      begun.reasonState = Utf8.ACCEPT;
      begun.reason = length > 2 && length <= LONGEST_CONTROL ? new byte[(int) length - 2] : null;
    }
  }

  private Control control() {
    Control known = control;
    if (known == null) {
      known = new Control();
      control = known;
    }
    return known;
  }

  private void beginData() {
    int opcode = opcode();
    if (opcode == TEXT || opcode == BINARY) {
      messageOpcode = (byte) opcode;
      messageSize = 0;
      messageFrames = 0;
      compressed = (first & RSV1) != 0 && deflate;
      textState = Utf8.ACCEPT;
      textChecked = opcode == TEXT && !unknown;
    }
    if ((first & RSV) != 0) {
      // What a reserved bit means for the payload is not known, or it is known to be compressed.
      textChecked = false;
    }
    if ((first & FIN) == 0 && length == 0 && isOfMessage()) {
      note(Note.EMPTY_FRAGMENT, frameOffset + 1);
    }
  }

  private int readPayload(ByteBuffer bytes, int at, int to, int key) {
    int size = (int) Math.min(remaining, to - at);
    int end = at + size;
    if (isControl()) {
      readControl(bytes, at, end, key);
    } else if (textChecked && isOfMessage()) {
      readText(bytes, at, end, key);
    }
    if (stopped) {
      return end;
    }
    PayloadSink sink = terms.sink;
    if (sink != null) {
      sink.payload(bytes, at, end, key);
    }
    if (!stopped) {
      pass(size);
    }
    return end;
  }

  private void pass(long size) {
    mask = Integer.rotateLeft(mask, (int) (size & 3) * Byte.SIZE);
    remaining -= size;
    if (remaining == 0) {
      end();
    }
  }

  private void readText(ByteBuffer bytes, int at, int end, int key) {
    int state = Utf8.check(bytes, at, end, key, textState);
    if (state >= 0) {
      textState = (byte) state;
    } else {
      textChecked = false;
      violation(Rule.INVALID_UTF8, payloadPosition() + ~state - at);
    }
  }

  private void readControl(ByteBuffer bytes, int at, int end, int key) {
    Control seen = control();
    if (seen.unseen) {
      return;
    }
    int opcode = opcode();
    if (opcode == CLOSE) {
      readClose(seen, bytes, at, end, key);
    } else if (opcode <= PONG) {
      long fingerprint = seen.fingerprint;
      for (int i = at; i < end; i++) {
        fingerprint = (fingerprint ^ plain(bytes, i, key, i - at)) * FINGERPRINT_PRIME;
      }
      seen.fingerprint = fingerprint;
    }
  }

  private void readClose(Control seen, ByteBuffer bytes, int at, int end, int key) {
    int done = (int) Math.min(length - remaining, 2);
    int i = at;
    while (done < 2 && i < end) {
      readCloseCode(seen, plain(bytes, i, key, i - at), done++);
      i++;
    }
    byte[] reason = seen.reason;
    if (reason != null) {
      readReason(seen, reason, bytes, at, i, end, key);
    }
  }

  private void readCloseCode(Control seen, int b, int index) {
    long offset = frameOffset + headerSize + index;
    if (length == 1) {
      return;
    }
    if (index == 0) {
      seen.codeStart = b;
      // The high byte alone shows a code below 768 or above 5119.
      if (b < 0x03 || b > 0x13) {
        violation(Rule.RESERVED_CLOSE_CODE, offset);
      }
      return;
    }
    int closeCode = seen.codeStart << Byte.SIZE | b;
    seen.closeCode = closeCode;
    if (!WireCloseCodes.mayTravel(closeCode)) {
      violation(Rule.RESERVED_CLOSE_CODE, offset);
    } else if (WireCloseCodes.isUnassigned(closeCode)) {
      note(Note.UNASSIGNED_CLOSE_CODE, offset);
    }
  }

  private void readReason(
      Control seen, byte[] text, ByteBuffer bytes, int at, int from, int end, int key) {
    int index = (int) (length - remaining) + from - at - 2;
    for (int i = from; i < end; i++) {
      text[index++] = (byte) plain(bytes, i, key, i - at);
    }
    int turned = Integer.rotateLeft(key, ((from - at) & 3) * Byte.SIZE);
    int state = Utf8.check(bytes, from, end, turned, seen.reasonState);
    if (state >= 0) {
      seen.reasonState = (byte) state;
    } else {
      seen.reason = null;
      violation(Rule.INVALID_CLOSE_REASON, payloadPosition() + ~state - at);
    }
  }

  /** The byte at {@code i}, which is the {@code index}th since {@code key} was up to date. */
  private static int plain(ByteBuffer bytes, int i, int key, int index) {
    return (bytes.get(i) ^ (key >>> ((3 - (index & 3)) * Byte.SIZE))) & 0xff;
  }

  private void end() {
    judgeEnd();
    if (stopped) {
      return;
    }
    long next = frameOffset + headerSize + length;
    int opcode = opcode();
    boolean lastOfMessage = isOfMessage() && (first & FIN) != 0;
    if (isOfMessage()) {
      messageSize += length;
      messageFrames++;
    }
    frameOffset = next;
    listener.frameEnded(first & 0xff, length);
    if (lastOfMessage) {
      endMessage();
    } else if (opcode >= CLOSE) {
      endControl(opcode);
    }
  }

  private void judgeEnd() {
    long end = frameOffset + headerSize + length;
    boolean fin = (first & FIN) != 0;
    if (fin && textChecked && textState != Utf8.ACCEPT && isOfMessage()) {
      violation(Rule.TRUNCATED_UTF8, end);
    } else if (opcode() == CLOSE) {
      Control seen = control();
      if (seen.reason != null && seen.reasonState != Utf8.ACCEPT) {
        seen.reason = null;
        violation(Rule.INVALID_CLOSE_REASON, end);
      }
    }
  }

  private void endMessage() {
    int opcode = messageOpcode;
    messageOpcode = NO_MESSAGE;
    listener.message(opcode, messageSize, messageFrames, compressed);
  }

  private void endControl(int opcode) {
    Control seen = control();
    long fingerprint = seen.unseen ? 0 : seen.fingerprint == 0 ? 1 : seen.fingerprint;
    if (opcode == PING) {
      listener.ping(fingerprint);
    } else if (opcode == PONG) {
      listener.pong(fingerprint);
    } else if (opcode == CLOSE) {
      endClose(seen);
    }
  }

  private void endClose(Control seen) {
    closed = true;
    byte[] text = seen.reason;
    seen.reason = null;
    listener.close(seen.closeCode, text == null ? null : new String(text, StandardCharsets.UTF_8));
  }

  private int opcode() {
    return first & 0x0f;
  }

  private boolean isControl() {
    return (first & 0x08) != 0;
  }

  /** Whether the frame is part of the open message, or opens one. */
  private boolean isOfMessage() {
    int opcode = opcode();
    return opcode == TEXT || opcode == BINARY || (opcode == CONTINUATION && messageOpcode > 0);
  }

  long payloadPosition() {
    return frameOffset + headerSize + length - remaining;
  }

  void violation(Rule rule, long byteOffset) {
    if (faulty) {
      return;
    }
    faulty = true;
    stopped |= terms.strict;
    listener.violation(new Violation(rule, terms.sender, frameIndex, byteOffset, opcode()));
  }

  private void note(Note note, long byteOffset) {
    int bit = note.bit();
    if ((notes & bit) == 0) {
      notes |= (byte) bit;
      listener.note(note, frameIndex, byteOffset);
    }
  }
}
