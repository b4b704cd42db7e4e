// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/** Of {@link Path}. */
public final class Paths {

  private Paths() {}

  public static Path of(String first, String... more) {
    return FileSystems.getDefault().getPath(first, more);
  }
}
