// SPDX-License-Identifier: Apache-2.0
package dev.hangup.okhttp;

import dev.hangup.instrumentation.api.ArrayBytes;
import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import okio.Buffer;
import okio.Buffer.UnsafeCursor;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a client's web socket. One thread reads, and one at a time writes. What is done in
 * the library's place throws nothing but what the library's own call would have thrown.
 */
final class Followed extends Connection {

  /** The same words in all versions. */
  private static final Pattern NO_PONG =
      Pattern.compile("sent ping but didn't receive pong within (\\d{1,12})ms .*");

  private final Wire wire;

  // Of the thread that reads: how many of the bytes in the source's buffer were told.
  private final UnsafeCursor heard = new UnsafeCursor();
  private long told;

  // Of the thread that writes.
  private final UnsafeCursor said = new UnsafeCursor();

  private volatile boolean open;

  /** How the transport ended was told. */
  private volatile boolean over;

  /** A thread is inside a write, and will say how that ends. */
  private volatile boolean writing;

  /**
   * The thread that reads is done, but the one inside a write may know why: a write that lasted too
   * long is ended by closing the socket, and the system tells of a reset only once.
   */
  private volatile boolean closesLater;

  private volatile boolean overflown;
  private volatile boolean closeRead;
  private volatile boolean closeWritten;

  Followed(Wire wire) {
    super(wire);
    this.wire = wire;
  }

  Handshake handshake() {
    return wire.handshake();
  }

  void opened() {
    open = true;
    wire.opened();
  }

  /**
   * Waits for as many bytes as the library is about to take, as it would itself, and tells each
   * piece as it comes: a frame may be long, or never be finished.
   */
  @SuppressWarnings("deprecation") // every version has it
  void awaits(BufferedSource source, long count) throws IOException {
    Buffer buffer = source.buffer();
    hears(buffer);
    while (buffer.size() < count && isMore(source, buffer.size() + 1)) {
      hears(buffer);
    }
    told = Math.max(0, told - count);
  }

  private boolean isMore(BufferedSource source, long size) throws IOException {
    boolean more;
    try {
      more = source.request(size);
    } catch (IOException e) {
      readFailed(e, source);
      throw e;
    }
    if (!more) {
      over = true;
      wire.eof();
    }
    return more;
  }

  private void hears(Buffer buffer) {
    long from = told;
    long size = buffer.size();
    told = size;
    if (size <= from) {
      return;
    }
    try {
      buffer.readUnsafe(heard);
      for (int more = heard.seek(from); more != -1; more = heard.next()) {
        ArrayBytes.received(wire, heard.data, heard.start, heard.end);
      }
      heard.close();
    } catch (Throwable ours) {
      lostSight(ours);
    }
  }

  private void lostSight(Throwable ours) {
    WireTap.suppressed(ours);
    wire.unseen();
  }

  private void readFailed(IOException failure, BufferedSource source) {
    isNews(failure);
    if (failure instanceof SocketTimeoutException) {
      wire.idle(source.timeout().timeoutNanos(), "readTimeout"); // inside a frame
      over = true;
      wire.localClose();
    } else if (!isOurs(failure)) {
      over = true;
      wire.readFailed(failure);
    }
  }

  /** The socket was closed on this side, or the thread interrupted: an echo. */
  private static boolean isOurs(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String words = each instanceof SocketException ? each.getMessage() : null;
      if (words != null && words.contains("ocket closed")) {
        return true;
      }
    }
    return failure instanceof InterruptedIOException;
  }

  /** All that waits in the sink is one frame, as it will be on the wire. */
  void writes(BufferedSink sink, boolean flush) throws IOException {
    says(sink.buffer());
    writing = true;
    try {
      if (flush) {
        sink.flush();
      } else {
        sink.emit();
      }
    } catch (IOException e) {
      writeFailed(e);
      throw e;
    } finally {
      writing = false;
      if (closesLater) {
        closes();
      }
    }
  }

  private void says(Buffer buffer) {
    if (buffer.size() == 0) {
      return;
    }
    try {
      buffer.readUnsafe(said);
      for (int more = said.seek(0); more != -1; more = said.next()) {
        ArrayBytes.sent(wire, said.data, said.start, said.end);
      }
      said.close();
    } catch (Throwable ours) {
      lostSight(ours);
    }
  }

  private void writeFailed(IOException failure) {
    wire.closeNotSent(); // if it was one
    if (failure instanceof SocketTimeoutException || !isOurs(failure)) {
      over = true;
      wire.writeFailed(failure);
    }
  }

  /** More waits to be sent than the library lets wait: it says that it goes. */
  void overflows() {
    overflown = true;
    wire.sendStalled(-1);
  }

  /** Behind all that waited. */
  void closeComes() {
    if (overflown) {
      wire.sendStalled(-1);
    }
  }

  void closeWritten() {
    closeWritten = true;
    closesAfterBoth();
  }

  /** The library reads no more: after a Close frame of the peer, or because of an error. */
  void readsNoMore(@Nullable Throwable thrown) {
    if (thrown instanceof Error) {
      wire.handlerFailed(thrown);
      closes();
    } else if (thrown == null) {
      closeRead = true;
      closesAfterBoth();
    }
  }

  private void closesAfterBoth() {
    if (closeRead && closeWritten) {
      closes();
    }
  }

  private void closes() {
    over = true;
    wire.localClose();
    wire.closed();
  }

  /**
   * The library gives up: on the handshake, or on a connection. What it found itself on the thread
   * that reads is a violation, or was met in a read; all else the application has thrown.
   */
  void fails(Exception failure, @Nullable Response response, boolean byWriter) {
    if (!open) {
      wire.refused(response == null ? 0 : response.code(), failure);
      return;
    }
    if (!isOurs(failure)) {
      if (!over && !byWriter && !wasSeen(failure) && !(failure instanceof ProtocolException)) {
        wire.handlerFailed(failure);
      }
      wire.localClose(); // no more than an echo where the end is known
    }
    tellMissingPong(failure);
    closesLater = true;
    if (!writing) {
      closes();
    }
  }

  /** No pong came until the next ping was due: in the words of an exception only. */
  private void tellMissingPong(Exception failure) {
    String words = failure instanceof SocketTimeoutException ? failure.getMessage() : null;
    Matcher missing = words == null ? null : NO_PONG.matcher(words);
    if (missing != null && missing.matches()) {
      wire.idle(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(missing.group(1))), "pingInterval");
    }
  }
}
