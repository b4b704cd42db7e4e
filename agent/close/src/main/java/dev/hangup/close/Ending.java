// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

/** The first signal that the transport was over. What a stack does after it is noise. */
public enum Ending {
  /** FIN from the peer. */
  PEER_EOF,
  /** RST from the peer, or a read that failed like one. */
  PEER_RESET,
  /** A write failed: broken pipe, or reset while writing. */
  WRITE_FAILED,
  /** This side gave up on a write that did not get through in the time it had. */
  SEND_TIMED_OUT,
  /** The system gave up: no route, no answer, no network. */
  UNREACHABLE,
  /** A read failed for a reason that tells nothing of the peer or the network. */
  READ_FAILED,
  /** This side ran out of something: file descriptors, buffers, memory. */
  LOCAL_FAILURE,
  /** This side closed the transport. */
  LOCAL_CLOSE,
  /** TLS failed, and it is not known at which end. */
  TLS_FAILED,
  /** What the peer sent could not be read as TLS, and this side gave up. */
  TLS_REFUSED,
  /** The peer said by a fatal alert that TLS failed. */
  TLS_ALERT,
  /** This JVM is shutting down. */
  SHUTDOWN,
  /** The end was seen, its reason was not. */
  UNKNOWN;

  /** The transport ended at the peer or on the way, as far as can be told. */
  public boolean isThere() {
    return switch (this) {
      case PEER_EOF, PEER_RESET, WRITE_FAILED, READ_FAILED, UNKNOWN -> true;
      case LOCAL_CLOSE,
          SEND_TIMED_OUT,
          UNREACHABLE,
          LOCAL_FAILURE,
          TLS_FAILED,
          TLS_REFUSED,
          TLS_ALERT,
          SHUTDOWN ->
          false;
    };
  }
}
