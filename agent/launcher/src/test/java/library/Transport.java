// SPDX-License-Identifier: Apache-2.0
package library;

import java.io.IOException;
import java.io.InputStream;

/** Swallows what a reset looks like, as Jetty does. */
public class Transport {

  public int fill(InputStream in) {
    try {
      return in.read();
    } catch (IOException e) {
      return -1;
    }
  }
}
