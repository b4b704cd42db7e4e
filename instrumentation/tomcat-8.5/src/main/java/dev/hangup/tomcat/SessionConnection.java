// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a session: the wire, and the little of Tomcat's own state that is needed to tell
 * what it does from why it does it.
 */
final class SessionConnection extends Connection {

  private static final StateField STATE = StateField.of(WsSession.class);
  private static final StateField.Reader STATE_READER = STATE.reader();

  /** The observer did not want this session; asked once, not at every frame. */
  private static final SessionConnection UNFOLLOWED = new SessionConnection(null, false);

  /**
   * Of the session in {@code checkExpiration} on this thread, which closes one that was idle for
   * too long. Tomcat stops its background thread and starts another, and for a moment both are at
   * it.
   */
  private static final ThreadLocal<SessionConnection> EXPIRING = new ThreadLocal<>();

  /**
   * Of the session whose send has lasted too long, while Tomcat's background thread gives it up on
   * this one.
   */
  private static final ThreadLocal<SessionConnection> GIVING_UP = new ThreadLocal<>();

  /** A Close frame of this side was written: Tomcat's later attempts to close do nothing. */
  private volatile boolean closeSent;

  /**
   * Identity of what the frame parser threw last: a number, since the exception itself must not be
   * held. Reading thread only.
   */
  private int thrownByParser;

  /** A frame of the peer begins at the next byte we tell, or did before. Reading thread only. */
  private boolean readingInStep;

  /** This thread is known to handle what may be the first message. Reading thread only. */
  private boolean readingInTheBeginning;

  /**
   * No frame of this side continues a message whose begin was missed. Of the thread that writes,
   * one at a time.
   */
  private boolean writingInStep;

  /**
   * @param fromTheStart we saw the handshake
   */
  private SessionConnection(@Nullable Wire wire, boolean fromTheStart) {
    super(wire);
    this.readingInStep = fromTheStart;
    this.writingInStep = fromTheStart;
  }

  static @Nullable SessionConnection of(@Nullable WsSession session) {
    if (session == null) {
      return null;
    }
    SessionConnection tapped = (SessionConnection) STATE_READER.get(session);
    return tapped == UNFOLLOWED ? null : tapped;
  }

  static @Nullable Wire wire(@Nullable WsSession session) {
    SessionConnection tapped = of(session);
    return tapped == null ? null : tapped.wire();
  }

  /**
   * The same, asked from a framework's loader: below Tomcat, in a web application, what is called
   * is another copy of this class.
   */
  static @Nullable Wire wireOfAny(WsSession session) {
    return wire(STATE_READER.get(session));
  }

  /** The state, made now where the handshake went by unseen. */
  static @Nullable SessionConnection ofOrAdopted(WsSession session, boolean server)
      throws Throwable {
    SessionConnection tapped = (SessionConnection) STATE_READER.get(session);
    if (tapped == null) {
      tapped = adopt(session, server);
    }
    return tapped == UNFOLLOWED ? null : tapped;
  }

  private static SessionConnection adopt(WsSession session, boolean server) throws Throwable {
    if (!WireTap.active()) {
      return UNFOLLOWED;
    }
    Handshake handshake = server ? Handshakes.server() : Handshakes.client();
    SessionConnection tapped =
        connection(WireTap.adopt(Handshakes.session(handshake, session)), false);
    STATE.set(session, tapped);
    return tapped;
  }

  /** From here on the wire is found by the session. */
  static void attach(WsSession session, Wire wire) {
    STATE.set(session, connection(wire, true));
  }

  private static SessionConnection connection(@Nullable Wire wire, boolean fromTheStart) {
    return wire == null ? UNFOLLOWED : new SessionConnection(wire, fromTheStart);
  }

  @Override
  @SuppressWarnings("NullAway") // only UNFOLLOWED has none, and no caller is given that one
  public Wire wire() {
    return super.wire();
  }

  void closeSent() {
    closeSent = true;
  }

  boolean isCloseSent() {
    return closeSent;
  }

  void expiring(boolean now) {
    if (now) {
      EXPIRING.set(this);
    } else {
      EXPIRING.remove();
    }
  }

  boolean isExpiring() {
    return EXPIRING.get() == this;
  }

  void givingUp(boolean now) {
    if (now) {
      GIVING_UP.set(this);
    } else {
      GIVING_UP.remove();
    }
  }

  boolean isGivingUp() {
    return GIVING_UP.get() == this;
  }

  boolean isReadingInStep() {
    return readingInStep;
  }

  /** The next byte of the peer begins a frame and a message. */
  void readsFromHere() {
    readingInStep = true;
    wire().atFrameBoundary();
  }

  /** Until the first message is handled: a client that is asked for meanwhile is a leg. */
  void readsInTheBeginning(boolean now) {
    if (now) {
      Incoming.reading(wire());
    } else if (readingInTheBeginning) {
      Incoming.endHere();
    }
    readingInTheBeginning = now;
  }

  /** Whether a frame of this side can be told; {@code continues} a message or not. */
  boolean isWritingInStep(boolean continues) {
    if (!writingInStep && !continues) {
      writingInStep = true;
    }
    return writingInStep;
  }

  void thrownByParser(Throwable thrown) {
    thrownByParser = System.identityHashCode(thrown);
  }

  /** Whether this exception is about what the peer sent, not about the transport. */
  boolean isThrownByParser(Throwable failure) {
    return System.identityHashCode(failure) == thrownByParser;
  }
}
