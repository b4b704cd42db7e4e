// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.IOException;
import java.io.Writer;

/** Where the documents come from that are served below {@code /api/}. */
@FunctionalInterface
interface Source {

  /** False where there is no such document, and nothing was written. */
  boolean write(String query, Writer out) throws IOException;
}
