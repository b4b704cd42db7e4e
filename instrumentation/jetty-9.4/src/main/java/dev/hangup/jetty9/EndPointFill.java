// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.jetty9.common.Reading;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;

/** A connection reads: the end of the peer's stream, and what TLS finds, come to light here. */
final class EndPointFill {

  private EndPointFill() {}

  static int fill(EndPoint endPoint, ByteBuffer buffer) throws IOException {
    int filled;
    try {
      filled = endPoint.fill(buffer);
    } catch (IOException e) {
      failed(e);
      throw e;
    }
    if (filled < 0) {
      ended();
    }
    return filled;
  }

  // No wall of the agent's stands around a call that is made in another's place: here is one.

  private static void ended() {
    try {
      Wire wire = Reading.current();
      if (wire != null) {
        wire.eof();
      }
    } catch (Throwable ours) {
      WireTap.suppressed(Described.STACK, ours);
    }
  }

  private static void failed(IOException failure) {
    try {
      Wire wire = Reading.current();
      if (wire != null) {
        wire.readFailed(Failures.cause(failure));
      }
    } catch (Throwable ours) {
      WireTap.suppressed(Described.STACK, ours);
    }
  }
}
