// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/** Of {@link ByteBuffer}. */
public final class ByteBuffers {

  private ByteBuffers() {}

  public static ByteBuffer get(ByteBuffer from, int at, byte[] into, int offset, int length) {
    if (from.hasArray() && length <= from.limit() - at) {
      System.arraycopy(from.array(), from.arrayOffset() + at, into, offset, length);
    } else {
      ByteBuffer view = from.duplicate();
      ((Buffer) view).position(at);
      view.get(into, offset, length);
    }
    return from;
  }

  public static ByteBuffer slice(ByteBuffer of, int at, int length) {
    ByteBuffer view = of.duplicate();
    ((Buffer) view).limit(at + length);
    ((Buffer) view).position(at);
    return view.slice();
  }
}
