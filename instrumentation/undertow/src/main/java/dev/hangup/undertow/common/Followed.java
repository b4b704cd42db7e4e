// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow.common;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hangs on a WebSocketChannel and on the conduit it reads from and writes to. Made with the
 * channel; the wire comes when the channel is complete, before a byte is read or written.
 */
public final class Followed extends Connection {

  private static final int[] NONE = {};

  /** A write of more buffers than this is rare: their positions are not kept room for. */
  private static final int USUAL = 256;

  /** Header, payload, trailer: how the library hands over a frame. */
  private static final int FRAME = 3;

  private volatile @Nullable Wire wire;

  /** The library has stopped reading by itself: what a read says from now on is no news. */
  private volatile boolean readsNoMore;

  // Of the thread that writes, in the channel's monitor: where each buffer stood, and how many
  // bytes
  // of the first frame were told that the socket has not taken yet.
  private int[] before = NONE;
  private int ahead;

  public Followed() {
    super(null);
  }

  @Override
  public @Nullable Wire wire() {
    return wire;
  }

  /** The handshake is done. */
  public void follow(Wire handshaken) {
    wire = handshaken;
    handshaken.opened();
  }

  /** A read has put {@code count} bytes before the position, or found the end of the stream. */
  public void read(ByteBuffer bytes, int count) {
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (count > 0) {
      followed.bytes(bytes, bytes.position() - count, bytes.position());
    } else if (count < 0 && !readsNoMore) {
      followed.eof();
    }
  }

  /**
   * Whether a failure of a read is one: after this side has stopped reading there is always one.
   */
  public boolean reads() {
    return !readsNoMore;
  }

  public void readsNoMore() {
    readsNoMore = true;
  }

  /** The application threw; libraries hand an exception on, and it is told once. */
  public void threw(Throwable thrown) {
    Wire followed = wire;
    if (followed != null && isNews(thrown)) {
      followed.handlerFailed(thrown);
    }
  }

  /** A write has taken {@code count} bytes before the position. */
  public void wrote(ByteBuffer bytes, int count) {
    Wire followed = wire;
    if (followed != null && count > 0) {
      followed.outboundBytes(bytes, bytes.position() - count, bytes.position());
    }
  }

  /**
   * A write begins; it may take a part of what is there, and the rest will come again. The frame
   * that is written first stays first, whatever else is queued until then, so it is told now: the
   * peer may have it before the write returns. Those behind it are told when they were taken, since
   * a ping may yet be put before them.
   */
  public void writes(ByteBuffer[] buffers, int offset, int length) {
    if (before.length < length) {
      before = new int[length];
    }
    Wire followed = wire;
    int first = first(length);
    for (int i = 0; i < length; i++) {
      ByteBuffer bytes = buffers[offset + i];
      int from = bytes.position();
      if (i < first) {
        int known = Math.min(ahead, bytes.remaining());
        ahead -= known;
        if (followed != null && known < bytes.remaining()) {
          followed.outboundBytes(bytes, from + known, bytes.limit());
        }
        from = bytes.limit();
      }
      before[i] = from;
    }
  }

  /** It has taken what is between the old position of each buffer and the new one. */
  public void wrote(ByteBuffer[] buffers, int offset, int length) {
    Wire followed = wire;
    int first = first(length);
    ahead = 0;
    for (int i = 0; i < length; i++) {
      ByteBuffer bytes = buffers[offset + i];
      if (i < first) {
        ahead += bytes.remaining();
      } else if (followed != null && bytes.position() > before[i]) {
        followed.outboundBytes(bytes, before[i], bytes.position());
      }
    }
    if (length > USUAL) {
      before = NONE;
    }
  }

  private static int first(int length) {
    return length % FRAME == 0 ? FRAME : 0;
  }

  /** Nothing more will be written: was it a Close frame that was told, it did not get out. */
  public void writesNoMore() {
    Wire followed = wire;
    if (followed != null && ahead > 0) {
      ahead = 0;
      followed.closeNotSent();
    }
  }
}
