// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.tap.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A connection of the JDK's client. One thread at a time writes, and another may close the socket
 * meanwhile: {@code RawChannelTube.write} asks whether it may before, not while it does. What got
 * out then was sent before the end.
 */
final class Exchange extends Connection {

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Exchange.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int SILENT = 0;
  private static final int WRITING = 1;
  private static final int CLOSING_WHILE_WRITING = 2;
  private static final int CLOSED_WHILE_WRITING = 3;
  private static final int ENDED = 4;

  private final Wire wire;

  /** Over TLS what is written here is encrypted and sent by a thread that nobody waits for. */
  private final boolean encrypted;

  @SuppressWarnings("unused") // by STATE
  private volatile int state;

  /** Bytes came, and the application has not asked for more. */
  volatile boolean ahead;

  /** The application asked while there were bytes it had not asked for before. */
  volatile boolean waited;

  Exchange(Wire wire, boolean encrypted) {
    super(wire);
    this.wire = wire;
    this.encrypted = encrypted;
  }

  @Override
  public Wire wire() {
    return wire;
  }

  /** The thread that writes begins to. */
  void writes() {
    if (!encrypted) {
      STATE.compareAndSet(this, SILENT, WRITING);
    }
  }

  /** False where the socket is closed already, and nothing gets out any more. */
  boolean isOpen() {
    return state < CLOSED_WHILE_WRITING;
  }

  /** It is done with that. */
  void written() {
    if (STATE.compareAndSet(this, WRITING, SILENT)) {
      return;
    }
    if (state == CLOSING_WHILE_WRITING || state == CLOSED_WHILE_WRITING) {
      wire.localClose(); // first, since the end is told by the one who comes last
      if (!STATE.compareAndSet(this, CLOSING_WHILE_WRITING, SILENT)
          && STATE.compareAndSet(this, CLOSED_WHILE_WRITING, ENDED)) {
        wire.closed();
      }
    }
  }

  /** This side begins to close the socket, on whichever thread. */
  void closes() {
    if (!STATE.compareAndSet(this, WRITING, CLOSING_WHILE_WRITING)) {
      wire.localClose();
    }
  }

  /** It is closed. A thread that began to write meanwhile will find that out. */
  void closed() {
    int known = state;
    while (known < CLOSED_WHILE_WRITING) {
      int next = known == SILENT ? ENDED : CLOSED_WHILE_WRITING;
      if (STATE.compareAndSet(this, known, next)) {
        if (next == ENDED) {
          wire.closed();
        }
        return;
      }
      known = state;
    }
  }
}
