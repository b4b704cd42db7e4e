// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import org.jspecify.annotations.Nullable;

/** The class files of one stack, wherever they are kept. */
@FunctionalInterface
interface ClassBytes {

  /** By binary name; null where there is no such class. */
  byte @Nullable [] of(String className);
}
