// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty.common;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Backlog;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a channel: a connection, or an upgrade that was asked for and has no answer yet.
 * Where nothing else is said, fields belong to the channel's event loop.
 */
public final class ChannelConnection extends Connection {

  /**
   * A channel without WebSocket, or one that the observer did not want; asked once, not per frame.
   */
  public static final ChannelConnection BY_NOBODY = new ChannelConnection(null, null, null);

  /** An upgrade was asked for by HTTP. */
  private final @Nullable Handshake asked;

  /** A handshaker refused this one; somebody may answer it. */
  private final @Nullable ChannelConnection refused;

  /** Why the handshaker refused. Read by the thread that closes the channel. */
  private volatile @Nullable Throwable refusal;

  /** The status a client's upgrade was answered with, where it was not 101. */
  private volatile int answer;

  /** Where the frames of an adopted channel begin is not known. */
  private boolean outOfStep;

  /** Identity of the codec's last exception, which is the first of several. */
  private volatile int codecFailure;

  /** When the channel stopped being writable. Any thread may close it. */
  private volatile long unwritableSince;

  private volatile boolean unwritable;

  /** Made when the channel first stopped being writable. Refers to the channel weakly. */
  private volatile @Nullable Backlog backlog;

  /** A Close frame of this side went through the encoder. */
  private volatile boolean closeSent;

  /** The framework ends the connection because the application's handler let go of it. */
  private volatile boolean abandoned;

  /** Why it let go is known. Handlers end on any thread. */
  private volatile boolean failureTold;

  private volatile boolean endHeld;

  /** What is read from now on makes no gateway. */
  private boolean beyondTheBeginning;

  private ChannelConnection(
      @Nullable Wire wire, @Nullable Handshake asked, @Nullable ChannelConnection refused) {
    super(wire);
    this.asked = asked;
    this.refused = refused;
  }

  public static ChannelConnection by(Wire wire) {
    return new ChannelConnection(wire, null, null);
  }

  /** By its first frame; what the peer sends is not told before {@link #inStep()}. */
  public static ChannelConnection midway(Wire wire) {
    ChannelConnection followed = by(wire);
    followed.outOfStep = true;
    return followed;
  }

  /** An upgrade was asked for. */
  public static ChannelConnection asked(Handshake handshake) {
    return new ChannelConnection(null, handshake, null);
  }

  /** The handshaker refused. Which status the client is told of that, the answer will say. */
  public ChannelConnection refused(Throwable why) {
    refusal = why;
    return new ChannelConnection(null, null, this);
  }

  /** Nothing on the channel waits for an answer, which is so for nearly all answers. */
  public boolean isAnswered() {
    return asked == null && refused == null;
  }

  /** An upgrade that was asked for, and that no handshaker was called for. */
  public @Nullable Handshake asked() {
    return asked;
  }

  /** The answer to an upgrade that a handshaker refused. */
  public void answered(int status) {
    if (refused != null) {
      refused.tellRefusal(status);
    }
  }

  /** Whether a handshaker refused this one; told now, if it was not yet. */
  public boolean wasRefused() {
    if (refusal == null) {
      return false;
    }
    tellRefusal(0);
    return true;
  }

  /** A client's upgrade was answered by plain HTTP. Who asked may have more to say of it first. */
  public void heardAnswer(int status, Handshake.Headers headers) {
    Wire wire = wire();
    if (wire != null) {
      wire.handshake().answered(headers);
    }
    answer = status;
  }

  /** The channel is closed. Of a connection that was open, or is told already, it says no more. */
  public void tellAnswer() {
    Wire wire = wire();
    if (answer > 0 && wire != null) {
      wire.refused(answer, null);
    }
  }

  private void tellRefusal(int status) {
    Wire wire = wire();
    if (wire != null) {
      wire.refused(status, refusal);
    }
  }

  public boolean isOutOfStep() {
    return outOfStep;
  }

  /** The next byte begins a frame; what was told so far was in vain, and is told again. */
  public void inStep() {
    outOfStep = false;
    Wire wire = wire();
    if (wire != null) {
      wire.atFrameBoundary();
      wire.consumed(0);
    }
  }

  /** The others that follow must not hide it. */
  public void codecFailed(Throwable failure) {
    codecFailure = System.identityHashCode(failure);
  }

  /** Whether this exception came through the pipeline. Any thread. */
  @Override
  public boolean wasSeen(Throwable failure) {
    return super.wasSeen(failure) || System.identityHashCode(failure) == codecFailure;
  }

  public void writable(boolean now) {
    if (now) {
      unwritable = false;
    } else if (!unwritable) {
      unwritableSince = System.nanoTime();
      unwritable = true;
    }
  }

  /** Nanoseconds, or -1 where the channel is writable as far as is known. */
  public long unwritableFor() {
    return unwritable ? System.nanoTime() - unwritableSince : -1;
  }

  public boolean isBeyondTheBeginning() {
    return beyondTheBeginning;
  }

  /**
   * A read is complete: for a server's connection, until the first message was handled before. Not
   * kept of {@link #BY_NOBODY}, which is many channels'.
   */
  public void readInTheBeginning() {
    Wire wire = wire();
    beyondTheBeginning = this != BY_NOBODY && (wire == null || !wire.isBeginning());
  }

  public @Nullable Backlog backlog() {
    return backlog;
  }

  public void backlog(Backlog waiting) {
    backlog = waiting;
  }

  public void closeSent() {
    closeSent = true;
  }

  /**
   * The application's handler no longer wants what the peer sends, and the framework is about to
   * send a Close frame for that reason; why it does not want it is told afterwards, if at all.
   */
  public void abandoning() {
    if (!closeSent) {
      abandoned = true;
    }
  }

  /** No Close frame went out after all: there had been one already, by somebody else's wish. */
  public void abandonedInVain() {
    if (!closeSent) {
      abandoned = false;
    }
  }

  public boolean isAbandoned() {
    return abandoned;
  }

  /** An exception ended the application's handler. Any thread. */
  public void handlerFailed(Throwable failure) {
    Wire wire = wire();
    if (wire == null) {
      return;
    }
    if (abandoned) {
      wire.handlerHadFailed(failure);
    } else if (!closeSent) {
      wire.handlerFailed(failure);
    }
    failureTold = true;
    if (endHeld) {
      wire.closed();
    }
  }

  /** The channel is closed. Whether it is worth waiting for an exception before that is told. */
  public boolean holdsItsEnd() {
    if (!abandoned) {
      return false;
    }
    endHeld = true;
    return !failureTold;
  }
}
