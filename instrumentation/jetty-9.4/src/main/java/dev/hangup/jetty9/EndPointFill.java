// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.tap.Wire;
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
      CurrentRead.tell(Handshakes.STACK, false, wire -> wire.readFailed(Failures.cause(e)));
      throw e;
    }
    if (filled < 0) {
      CurrentRead.tell(Handshakes.STACK, false, Wire::eof);
    }
    return filled;
  }
}
