// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/** Of {@link ByteArrayOutputStream}. */
public final class ByteArrays {

  private ByteArrays() {}

  public static void writeBytes(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  public static String toString(ByteArrayOutputStream out, Charset charset) {
    return new String(out.toByteArray(), charset);
  }
}
