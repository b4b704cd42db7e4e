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
  /** This side closed the transport. */
  LOCAL_CLOSE,
  /** TLS failed. */
  TLS_FAILED,
  /** This JVM is shutting down. */
  SHUTDOWN,
  /** The end was seen, its reason was not. */
  UNKNOWN
}
