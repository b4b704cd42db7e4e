// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

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
      Wire wire = Filling.current();
      if (wire != null) {
        wire.readFailed(Failures.cause(e));
      }
      throw e;
    }
    if (filled < 0) {
      Wire wire = Filling.current();
      if (wire != null) {
        wire.eof();
      }
    }
    return filled;
  }
}
