// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.HandshakeAccount;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.tap.Handshake;

/** An upgrade that did not become a connection, with the verdict. */
public record FailedHandshake(
    Series series,
    Handshake handshake,
    Target target,
    long startEpochNanos,
    long endEpochNanos,
    HandshakeAccount account,
    HandshakeDiagnosis diagnosis) {

  /** Of the HTTP response, 0 where there was none. */
  public int status() {
    return account.status();
  }
}
