// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/** What a tap point can tell without code of the stack's, see {@link TapPoint.Tell}. */
public enum News {
  /** The upgrade is done, {@link Wire#opened}. */
  OPENED,
  /** The peer ended its direction, {@link Wire#eof}. */
  PEER_ENDED,
  /** A read failed, with the exception; {@link Wire#readFailed}. */
  READ_FAILED,
  /** A write failed, with the exception; {@link Wire#writeFailed}. */
  WRITE_FAILED,
  /** This side closes the transport, {@link Wire#localClose}. */
  LOCAL_CLOSE,
  /** The transport is gone, {@link Wire#closed}. */
  CLOSED,
  /**
   * An exception left the application's handler, {@link Wire#handlerFailed}; or, of a {@link
   * WholeConnection}, its handshake fails.
   */
  HANDLER_FAILED,
  /** Bytes were read that another thread will parse; only a {@link WholeConnection} is told. */
  QUEUED;

  /**
   * Called by the linked call in the library.
   *
   * @param object what the connection's state hangs on
   * @param failure null where none belongs to it, or the library had none: then a failure is not
   *     told
   */
  public void tell(StateField state, @Nullable Object object, @Nullable Throwable failure) {
    if (object == null) {
      return;
    }
    Object known = state.get(object);
    if (known instanceof WholeConnection || this == QUEUED) {
      WholeConnection.of(state, object).hears(this, failure);
      return;
    }
    Wire wire = Connection.wire(known);
    if (wire != null) {
      tell(wire, failure);
    }
  }

  /** Tells a wire at hand. */
  void tell(Wire wire, @Nullable Throwable failure) {
    switch (this) {
      case OPENED -> wire.opened();
      case PEER_ENDED -> wire.eof();
      case LOCAL_CLOSE -> wire.localClose();
      case CLOSED -> wire.closed();
      case READ_FAILED, WRITE_FAILED, HANDLER_FAILED -> {
        if (failure != null) {
          tellFailure(wire, failure);
        }
      }
      case QUEUED -> {} // nothing to a wire
    }
  }

  private void tellFailure(Wire wire, Throwable failure) {
    if (this == READ_FAILED) {
      wire.readFailed(failure);
    } else if (this == WRITE_FAILED) {
      wire.writeFailed(failure);
    } else {
      wire.handlerFailed(failure);
    }
  }
}
