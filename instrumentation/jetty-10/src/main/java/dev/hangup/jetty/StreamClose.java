// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 is closed: by this side, or with what the transport failed with, which is the
 * peer's reset of the stream or the end of the transport below all streams. Older versions do not
 * tell the stream's connection of either.
 */
final class StreamClose {

  private StreamClose() {}

  @OnEnter
  static void close(
      @Advice.FieldValue("connection") @Nullable Object connection,
      @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = connection == null ? null : EndPointClose.wire(connection);
    if (wire != null && (failure == null || !Failures.isOfTransport(failure))) {
      wire.localClose();
    }
  }

  /** Only now that the stream is closed no thread can begin to read what is left of it. */
  @OnExit
  static void closeDone(
      @Advice.FieldValue("connection") @Nullable Object connection,
      @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = connection == null ? null : EndPointClose.wire(connection);
    if (wire != null) {
      if (failure != null && Failures.isOfTransport(failure)) {
        failed(wire, failure);
      }
      wire.closed();
    }
  }

  /**
   * Most failures only say that the transport below has gone, and it was not us who ended it. Where
   * Jetty gives a reason it was: it stopped, was idle, or would not stand what the peer did to all
   * streams, unless the reason is that the peer had gone.
   */
  static void failed(Wire wire, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    String reason = Failures.ofSession(cause);
    if (reason == null) {
      wire.readFailed(cause);
    } else if (!reason.equals("input_shutdown") && !reason.equals("closing")) {
      wire.localClose();
    }
    wire.eof();
  }
}
