// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import dev.hangup.instrumentation.api.Causes;
import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Wire;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import io.ktor.websocket.FrameParser;
import io.ktor.websocket.FrameType;
import io.ktor.websocket.WebSocketReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import kotlinx.coroutines.channels.SendChannel;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on the parser, the collector and the serializer of a session. One coroutine reads and
 * one writes, each on whatever thread is free; a dispatcher orders what a coroutine does.
 *
 * <p>How the transport ended is asked of the channels of bytes, which the engine closes. It is told
 * when the coroutine that reads has read all there was, so that no end overtakes bytes.
 */
final class Followed extends Connection {

  private final Wire wire;
  private final ByteReadChannel input;
  private final ByteWriteChannel output;

  /** What is in between, TLS or an engine, ends the channel in one way, whatever has happened. */
  private final boolean hidesEnds;

  /** Of {@link Sockets}; null where nothing is heard of the socket. */
  private final @Nullable String socket;

  /** Where the session has been made. */
  private volatile @Nullable WebSocketReader reader;

  /** A Close frame of the peer is read, or begun: the library reads no more behind it. */
  private volatile boolean closeBegun;

  private volatile boolean insideFrame;

  /** A Close frame is the last thing the coroutine that writes has sent, or will send. */
  private volatile boolean closing;

  private volatile boolean written;
  private volatile boolean endFound;

  /** The first thing that became of the socket, where it is known. */
  private volatile @Nullable SocketEnd socketEnd;

  /** What a write met while, or after, the end of the stream was read. */
  private volatile @Nullable IOException writeMet;

  private volatile boolean endOfStreamTold;

  /** The socket takes no more: what the library makes from now on reaches no peer. */
  private volatile boolean broken;

  private volatile boolean over;

  /** What becomes of a socket. */
  enum End {
    PEER_ENDED,
    READ_FAILED,
    WRITE_FAILED
  }

  private record SocketEnd(End end, @Nullable IOException failure) {}

  Followed(
      Wire wire,
      ByteReadChannel input,
      ByteWriteChannel output,
      boolean hidesEnds,
      @Nullable String socket) {
    super(wire);
    this.wire = wire;
    this.input = input;
    this.output = output;
    this.hidesEnds = hidesEnds;
    this.socket = socket;
  }

  /** Of this session's makers only: nothing was read. */
  void opened() {
    wire.opened();
    if (socket != null) {
      Sockets.open(socket, this);
    }
  }

  void made(WebSocketReader reads) {
    reader = reads;
  }

  /** Before the library looks at them. */
  void arrives(ByteBuffer bytes) {
    wire.inbound(bytes);
  }

  /** What it has left over will come again. */
  void parsed(FrameParser parser, ByteBuffer bytes, @Nullable Throwable thrown) {
    wire.consumed(bytes.remaining());
    if (thrown != null || !parser.getBodyReady()) {
      return;
    }
    insideFrame = true;
    closeBegun = parser.getFrameType() == FrameType.CLOSE;
    WebSocketReader reads = reader;
    if (reads != null && parser.getLength() > reads.getMaxFrameSize()) {
      wire.limit(reads.getMaxFrameSize());
    }
  }

  void collected(ByteBuffer bytes, boolean complete) {
    wire.consumed(bytes.remaining());
    insideFrame = !complete;
  }

  /** This side is about to send a Close frame. */
  void closes() {
    closing = true;
  }

  /**
   * On the thread that reads from the socket, or on the one that writes. It is told when all that
   * was read has been parsed.
   */
  void socketEnds(End end, @Nullable IOException failure) {
    if (socketEnd == null) {
      socketEnd = new SocketEnd(end, failure);
    } else if (end == End.WRITE_FAILED && !hidesEnds) {
      writeMet = failure;
      tellsWhatAWriteMet();
    }
    if (end != End.PEER_ENDED) {
      broken = true;
      forgetSocket(); // nothing more becomes of it, though the library may keep the session
    }
  }

  private void forgetSocket() {
    if (socket != null) {
      Sockets.over(socket, this);
    }
  }

  /** The library has put bytes into a buffer, which it writes next. */
  void sends(ByteBuffer bytes, int from) {
    looksForEnd();
    if (!broken) {
      wire.outboundBytes(bytes, from, bytes.position());
    }
  }

  /** An end that was read comes before what this side does over it. */
  private void looksForEnd() {
    WebSocketReader reads = reader;
    if (!over && reads != null && hasFinished(reads)) {
      readsNoMore();
    }
  }

  /** Its coroutine closes what it hands frames on by, as the last thing it does. */
  private static boolean hasFinished(WebSocketReader reader) {
    return ((SendChannel<?>) reader.getIncoming()).isClosedForSend();
  }

  /** The coroutine that reads has come to its end. */
  void readsNoMore() {
    if (closeBegun && !insideFrame) {
      closesAfterBoth();
    } else if (!over && (broken || input.isClosedForRead())) {
      over = true;
      endFound = true;
      tells(input.getClosedCause());
    }
  }

  /**
   * What a channel of bytes says of its end is no evidence against the peer: over a reset the
   * library cancels, and it cancels for itself.
   */
  private void tells(@Nullable Throwable cause) {
    SocketEnd ended = socketEnd;
    Throwable failure = cause == null ? null : within(cause);
    if (!hidesEnds && ended != null) {
      tells(ended);
    } else if (!hidesEnds && failure instanceof CancellationException) {
      wire.localClose();
    } else if (socket == null && failure instanceof IOException && !isKtors(failure)) {
      wire.readFailed(failure); // an engine that says so
    } else {
      wire.unseen();
      wire.eof();
    }
  }

  /**
   * Of a reset, Linux tells one of the two threads, and the other one reads the end of a stream.
   * Told behind that, whichever of them comes first: what is no reset then says nothing.
   */
  private void tellsWhatAWriteMet() {
    IOException met = writeMet;
    if (met != null && endOfStreamTold) {
      wire.writeFailed(met);
    }
  }

  /** After a failure there is no connection any more, though the library may keep its session. */
  private void tells(SocketEnd ended) {
    IOException failure = ended.failure();
    if (failure == null) {
      wire.eof();
      endOfStreamTold = true;
      tellsWhatAWriteMet();
      return;
    }
    if (ended.end() == End.READ_FAILED) {
      wire.readFailed(failure);
    } else {
      wire.closeNotSent(); // if it was one that was about to be written
      wire.writeFailed(failure);
    }
    wire.closed();
  }

  /** The coroutine that writes has come to its end, and closes this side's direction. */
  void writesNoMore() {
    written = true;
    stopsWriting();
  }

  /** It is about to. */
  void stopsWriting() {
    looksForEnd();
    Throwable cause = output.getClosedCause();
    Throwable failure = cause == null ? null : within(cause);
    if (socket == null && failure instanceof IOException) {
      wire.closeNotSent(); // if it was one that was about to be written
      over = true;
      endFound = true;
      wire.writeFailed(failure);
    } else if (!closing && !over && !broken) {
      over = true;
      wire.localClose();
    }
  }

  /** Both Close frames are through: nothing more is read or written. */
  private void closesAfterBoth() {
    if (closing && written) {
      over = true;
      wire.localClose();
      wire.closed();
    }
  }

  /**
   * Everything of the session has ended, and the engine is about to close the transport.
   *
   * @param cause what the session was cancelled for, by its handler among others
   */
  void ends(@Nullable Throwable cause) {
    forgetSocket();
    readsNoMore();
    if (!endFound && cause != null) {
      Throwable thrown = Causes.ofApplication(cause, Followed::isLibrarys, Followed::isWrapping);
      if (thrown != null) {
        wire.handlerHadFailed(thrown);
      }
    }
    over = true;
    wire.localClose();
    wire.closed();
  }

  /** A channel's cause is a copy of the one that came from below, made for who asks. */
  private static Throwable within(Throwable cause) {
    return Causes.within(cause, Followed::isWrapping);
  }

  private static boolean isLibrarys(Throwable failure) {
    return failure instanceof IOException
        || (failure instanceof CancellationException && failure.getCause() == null)
        || failure.getClass().getName().startsWith("kotlinx.coroutines.")
        || isKtors(failure);
  }

  private static boolean isKtors(Throwable failure) {
    return failure.getClass().getName().startsWith("io.ktor.");
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof CancellationException
        || (failure instanceof IOException && failure.getCause() instanceof IOException);
  }
}
