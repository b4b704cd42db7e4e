// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * Where random tests begin: at fixed seeds, so that a red build stays red, and at fresh ones, so
 * that more is seen with every build. A seed is in the name of its test, so a failure prints it.
 */
final class Seeds {

  private Seeds() {}

  /** That many of each; {@code -Dhangup.seeds=1000} asks for more fresh ones. */
  static LongStream fixedAndFresh(int of) {
    Random fresh = new Random();
    return LongStream.concat(
        LongStream.rangeClosed(1, of), fresh.longs(Integer.getInteger("hangup.seeds", of)));
  }
}
