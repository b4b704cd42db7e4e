// SPDX-License-Identifier: Apache-2.0
package dev.hangup.fake;

import java.io.IOException;
import java.io.InputStream;

/** Stands between the library and its stream. */
final class ReadCall {

  private ReadCall() {}

  static int read(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      System.setProperty("fake.reset", e.getMessage());
      throw e;
    }
  }
}
