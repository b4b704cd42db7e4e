// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The full, strict reader of one direction: the rules of {@link FrameReader}, payloads delivered,
 * compressed messages inflated and checked. The first violation is the last thing it tells.
 * Confined to one thread at a time.
 *
 * <p>Memory is bounded by the limit for messages, and grows with what arrives, never with what is
 * announced. Inside a compressed message a violation is placed at the payload of the frame that
 * shows it.
 */
public final class MessageReader implements AutoCloseable {

  private static final int SCRATCH = 1 << 13;

  private final FrameReader frames;
  private final Role sender;
  private final MessageListener listener;
  private final long limit;
  private final Bytes message = new Bytes();
  private final Bytes control = new Bytes();

  private @Nullable MessageInflater inflater;
  private byte @Nullable [] scratch;
  private boolean deflate;
  private boolean textKnown = true;

  // The frame being read, and the message it is of.
  private int firstByte;
  private long payloadOffset;
  private int messageOpcode;
  private int textState;
  private boolean compressed;

  /** A reader of what {@code sender} sends, holding it to the limits. */
  public MessageReader(Role sender, MessageListener listener, SizeLimits limits) {
    this.sender = sender;
    this.listener = listener;
    this.limit = Math.min(limits.message(), Bytes.MOST - 1);
    Relay relay = new Relay();
    frames =
        new FrameReader(sender, relay, new SizeLimits(limits.frame(), this.limit), true, relay);
  }

  /** Nothing is negotiated until this or {@link #negotiated(DeflateParameters)} is called. */
  public void negotiated(Extensions extensions) {
    frames.negotiated(extensions);
    textKnown = !extensions.unknown();
    inflateWith(extensions.deflate() ? new MessageInflater(false) : null);
  }

  /** Permessage-deflate and nothing else was negotiated. */
  public void negotiated(DeflateParameters parameters) {
    frames.negotiated(new Extensions(true, false));
    inflateWith(new MessageInflater(parameters.noContextTakeover(sender)));
  }

  private void inflateWith(@Nullable MessageInflater next) {
    close();
    inflater = next;
    deflate = next != null;
  }

  /**
   * Reads the bytes at {@code from} to {@code to}, by absolute index; nothing after a violation.
   */
  public void read(ByteBuffer bytes, int from, int to) {
    frames.read(bytes, from, to);
  }

  /** Reads what is left in the buffer, and moves its position to the limit. */
  public void read(ByteBuffer bytes) {
    frames.read(bytes, bytes.position(), bytes.limit());
    bytes.position(bytes.limit());
  }

  /** True after the first violation. */
  public boolean stopped() {
    return frames.stopped();
  }

  /** The frame level, for questions about what is unfinished. */
  public FrameReader frames() {
    return frames;
  }

  /** Frees the inflater's memory. A compressed message cannot be read afterwards. */
  @Override
  public void close() {
    if (inflater != null) {
      inflater.close();
      inflater = null;
    }
  }

  private final class Relay implements FrameListener, PayloadSink {

    @Override
    public void frameStarted(int first, boolean masked, long length) {
      firstByte = first;
      payloadOffset = frames.payloadPosition();
      int opcode = first & 0x0f;
      if (opcode == 1 || opcode == 2) {
        message.clear();
        textState = Utf8.ACCEPT;
        compressed = deflate && (first & 0x40) != 0;
        messageOpcode = opcode;
      } else if (opcode != 0) {
        control.clear();
      }
      listener.frameStarted(first, masked, length);
    }

    @Override
    public void payload(ByteBuffer bytes, int from, int to, int mask) {
      int opcode = firstByte & 0x0f;
      if (opcode >= 8) {
        control.put(bytes, from, to, mask);
      } else if (opcode <= 2) {
        if (compressed) {
          inflate(bytes, from, to, mask);
        } else {
          message.put(bytes, from, to, mask);
        }
      }
    }

    @Override
    public void frameEnded(int first, long length) {
      listener.frameEnded(first, length);
    }

    @Override
    public void message(int opcode, long size, int count, boolean packed) {
      if (compressed && !finishInflating()) {
        return;
      }
      listener.message(opcode, size, count, packed);
      if (opcode == 1) {
        listener.text(message.view());
      } else {
        listener.binary(message.view());
      }
      message.clear();
    }

    @Override
    public void ping(long fingerprint) {
      listener.ping(fingerprint);
      listener.ping(control.view());
    }

    @Override
    public void pong(long fingerprint) {
      listener.pong(fingerprint);
      listener.pong(control.view());
    }

    @Override
    public void close(int code, @Nullable String reason) {
      listener.close(code, reason);
    }

    @Override
    public void violation(Violation violation) {
      listener.violation(violation);
    }

    @Override
    public void note(Note note, long frameIndex, long byteOffset) {
      listener.note(note, frameIndex, byteOffset);
    }
  }

  private void inflate(ByteBuffer bytes, int from, int to, int mask) {
    byte[] plain = scratch;
    if (plain == null) {
      plain = new byte[SCRATCH];
      scratch = plain;
    }
    int key = mask;
    for (int at = from; at < to && !stopped(); at += SCRATCH) {
      int size = Math.min(SCRATCH, to - at);
      Masking.copy(bytes, at, at + size, key, plain, 0);
      inflate(plain, size);
    }
  }

  private void inflate(byte[] plain, int size) {
    int before = message.size();
    try {
      requireInflater().inflate(plain, 0, size, message, limit);
      judgeInflated(before);
    } catch (DataFormatException notDeflate) {
      judgeInflated(before);
      frames.violation(Rule.INVALID_DEFLATE, payloadOffset);
    }
  }

  private boolean finishInflating() {
    int before = message.size();
    try {
      requireInflater().end(message, limit);
      judgeInflated(before);
    } catch (DataFormatException notDeflate) {
      judgeInflated(before);
      frames.violation(Rule.INVALID_DEFLATE, payloadOffset);
    }
    if (!stopped() && isText() && textState != Utf8.ACCEPT) {
      frames.violation(Rule.TRUNCATED_UTF8, payloadOffset);
    }
    return !stopped();
  }

  // What is wrong is told in the order it comes, so that it makes no difference how much came at
  // once.
  private void judgeInflated(int before) {
    int size = (int) Math.min(message.size(), limit);
    if (isText()) {
      int state = Utf8.check(ByteBuffer.wrap(message.array()), before, size, 0, textState);
      if (state < 0) {
        frames.violation(Rule.INVALID_UTF8, payloadOffset);
      } else {
        textState = state;
      }
    }
    if (size < message.size()) {
      frames.violation(Rule.MESSAGE_TOO_BIG, payloadOffset);
    }
  }

  private boolean isText() {
    return textKnown && messageOpcode == 1;
  }

  private MessageInflater requireInflater() {
    if (inflater == null) {
      throw new IllegalStateException("the reader was closed");
    }
    return inflater;
  }
}
