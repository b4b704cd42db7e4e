// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;

/** Where a {@link FrameReader} shows the payload it has just judged, still masked. */
interface PayloadSink {

  /**
   * A slice of the payload of the frame last started.
   *
   * @param mask the key, first byte highest, that {@code from} is masked with; 0 for plain bytes
   */
  void payload(ByteBuffer bytes, int from, int to, int mask);
}
