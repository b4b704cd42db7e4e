// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.util.Objects;

/** Of {@link Objects}. */
public final class Nulls {

  private Nulls() {}

  public static <T> T requireNonNullElse(T object, T otherwise) {
    return object != null ? object : Objects.requireNonNull(otherwise, "defaultObj");
  }
}
