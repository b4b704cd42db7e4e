// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Of {@link InputStream}. */
public final class InputStreams {

  private static final int CHUNK = 8192;

  private InputStreams() {}

  public static byte[] readAllBytes(InputStream in) throws IOException {
    return readNBytes(in, Integer.MAX_VALUE);
  }

  public static byte[] readNBytes(InputStream in, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[Math.min(CHUNK, most)];
    int left = most;
    while (left > 0) {
      int read = in.read(chunk, 0, Math.min(chunk.length, left));
      if (read < 0) {
        break;
      }
      all.write(chunk, 0, read);
      left -= read;
    }
    return all.toByteArray();
  }

  public static long transferTo(InputStream in, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long all = 0;
    int read;
    while ((read = in.read(chunk, 0, chunk.length)) >= 0) {
      out.write(chunk, 0, read);
      all += read;
    }
    return all;
  }
}
