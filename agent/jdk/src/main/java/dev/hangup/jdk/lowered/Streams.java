// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Of {@link Stream}. */
public final class Streams {

  private Streams() {}

  @SuppressWarnings("unchecked") // as the JDK does it
  public static <T> List<T> toList(Stream<T> stream) {
    return (List<T>) Collections.unmodifiableList(new ArrayList<>(Arrays.asList(stream.toArray())));
  }
}
