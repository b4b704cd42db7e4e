// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a library that has one object for all of it: the handshake, the bytes in both
 * directions, the end. Hangs on that object from the first tap on. What comes before the handshake
 * is done and what after it, its own methods find out.
 *
 * <p>Where a library reads on one thread and parses on another, {@link News#QUEUED} and {@link
 * #parsed(boolean)} keep an end from overtaking the bytes that were read before it.
 */
public final class WholeConnection extends Connection {

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] ANSWER = "HTTP/1.".getBytes(US_ASCII);
  private static final int SWITCHED = 101;
  private static final int STATUS = "HTTP/1.1 ".length();

  private final AtomicInteger unparsed = new AtomicInteger();
  private volatile @Nullable Wire wire;
  private volatile boolean open;
  private volatile boolean closed;
  private volatile boolean stoppedReading;
  private volatile int status;

  /** There was more after a handshake whose end no tap has told. */
  private volatile boolean wentOn;

  private volatile @Nullable End end;

  // Of the thread that writes: how much of the end of its head this side has sent, and how many
  // bytes were told already of those that come next.
  private int headEnd;
  private int ahead;

  /** The library's or the application's: not to be kept by us. */
  private volatile @Nullable WeakReference<Throwable> thrown;

  /** Where the application asked to connect; until the handshake begins. */
  private volatile @Nullable Object asked;

  /** How the transport ended. */
  private record End(News how, @Nullable Throwable failure) {}

  private WholeConnection() {
    super(null);
  }

  /** What hangs on a library's object, from now on if nothing does. */
  public static WholeConnection of(StateField field, Object connection) {
    Object state = field.get(connection);
    if (state instanceof WholeConnection known) {
      return known;
    }
    field.compareAndSet(connection, null, new WholeConnection());
    return (WholeConnection) Objects.requireNonNull(field.get(connection));
  }

  @Override
  public @Nullable Wire wire() {
    return wire;
  }

  /** A handshake is under way; of several calls the first one counts. */
  public void begin(Supplier<Handshake> handshake) {
    if (wire == null && WireTap.active()) {
      Handshake begun = handshake.get();
      wire = WireTap.handshake(begun.isServer() ? begun : begun.context(asked));
      asked = null;
    }
  }

  /** The application asks to connect; the handshake follows on another thread. */
  public void asked() {
    asked = WireTap.currentTrace();
  }

  /** Whether the handshake is done. */
  public boolean isOpen() {
    return open;
  }

  /** The handshake is done, and what was agreed on is known. */
  public void opened() {
    open = true;
    Wire followed = wire;
    if (followed != null) {
      followed.opened();
    }
  }

  /** Bytes of the peer, position to limit: of the handshake, or whatever comes after it. */
  public void received(ByteBuffer bytes) {
    Wire followed = wire;
    if (open) {
      if (followed != null) {
        followed.bytes(bytes, bytes.position(), bytes.limit());
      }
    } else if (status == SWITCHED) {
      wentOn = true;
    } else {
      status(bytes, bytes.position(), bytes.limit());
    }
  }

  /**
   * This side is about to write these bytes, position to limit: all of them, from the handshake's
   * first one on, as they are on the wire. Throws nothing: it may be called where a call of the
   * library's is replaced.
   */
  public void sends(ByteBuffer bytes) {
    try {
      tell(bytes);
    } catch (Throwable ours) {
      WireTap.suppressed(null, ours);
    }
  }

  /** Writes in the library's place; what is left over will come again. */
  public int write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    sends(bytes);
    int written;
    try {
      written = channel.write(bytes);
    } catch (IOException e) {
      failedToWrite(e);
      throw e;
    }
    ahead = bytes.remaining();
    return written;
  }

  private void failedToWrite(IOException failure) {
    try {
      ends(News.WRITE_FAILED, failure);
    } catch (Throwable ours) {
      WireTap.suppressed(null, ours);
    }
  }

  private void tell(ByteBuffer bytes) {
    int at = bytes.position() + ahead;
    int to = bytes.limit();
    ahead = 0;
    if (headEnd < HEAD_END.length) {
      status(bytes, at, to);
      while (at < to && headEnd < HEAD_END.length) {
        byte next = bytes.get(at++);
        headEnd = next == HEAD_END[headEnd] ? headEnd + 1 : next == HEAD_END[0] ? 1 : 0;
      }
    }
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (!open && status != 0 && status != SWITCHED) {
      refused(followed);
    } else if (open && at < to) {
      followed.outboundBytes(bytes, at, to);
    }
  }

  private void refused(Wire followed) {
    WeakReference<Throwable> known = thrown;
    followed.refused(status, known == null ? null : known.get());
  }

  /** Whichever side answers: a request does not begin like this. */
  private void status(ByteBuffer bytes, int at, int to) {
    if (to - at < STATUS + 3) {
      return;
    }
    for (int i = 0; i < ANSWER.length; i++) {
      if (bytes.get(at + i) != ANSWER[i]) {
        return;
      }
    }
    int number = 0;
    for (int i = 0; i < 3; i++) {
      number = number * 10 + (bytes.get(at + STATUS + i) - '0');
    }
    status = number >= 100 && number < 1000 ? number : 0;
  }

  /**
   * What was read is parsed. One thread at a time; where it is not the one that reads, {@link
   * News#QUEUED} was told of the bytes.
   *
   * @param readsOn false where the library has stopped reading, and will go on as if the peer had
   *     ended
   */
  public void parsed(boolean readsOn) {
    stoppedReading = !readsOn;
    if (unparsed.get() > 0 && unparsed.decrementAndGet() == 0) {
      tellEnd();
    }
  }

  /** What a tap that needs no code tells, see {@link TapPoint.Tell}. */
  void hears(News news, @Nullable Throwable failure) {
    switch (news) {
      case OPENED -> opened();
      case QUEUED -> unparsed.incrementAndGet();
      case HANDLER_FAILED -> fails(failure);
      case LOCAL_CLOSE, CLOSED -> closes();
      case PEER_ENDED -> {
        if (!stoppedReading) {
          ends(news, null);
        }
      }
      case READ_FAILED, WRITE_FAILED -> ends(news, failure);
    }
  }

  /**
   * A library may tell of its own failures, which are checked exceptions, in the same way as of the
   * handler's.
   */
  private void fails(@Nullable Throwable failure) {
    Wire followed = wire;
    if (failure == null || followed == null) {
      return;
    }
    if (!open) {
      thrown = new WeakReference<>(failure);
    } else if (failure instanceof RuntimeException) {
      followed.handlerFailed(failure);
    }
  }

  /** The transport's end was found: told when all that was read before it is parsed. */
  public void ends(News how, @Nullable Throwable failure) {
    Wire followed = wire;
    if (!open) {
      fails(failure);
    } else if (end == null) {
      end = new End(how, failure);
      if (how == News.WRITE_FAILED && followed != null) {
        followed.closeNotSent(); // if it was one that was about to be written
      }
    }
    if (unparsed.get() == 0) {
      tellEnd();
    }
  }

  /** The library closes the transport, at this side's wish unless its end was found before. */
  public void closes() {
    closed = true;
    Wire followed = wire;
    if (followed == null) {
      return;
    }
    if (wentOn) {
      followed.unseen(); // a failure of the agent: it was open, and a tap was missed
      followed.opened();
      followed.closed();
    } else if (!open) {
      refused(followed);
    } else if (end == null) {
      followed.localClose();
      followed.closed();
    } else if (unparsed.get() == 0) {
      tellEnd();
    }
  }

  private void tellEnd() {
    End found = end;
    Wire followed = wire;
    if (found == null || followed == null) {
      return;
    }
    found.how().tell(followed, found.failure());
    if (closed) {
      followed.closed();
    }
  }
}
