// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.WireTap;
import dev.hangup.testkit.ExportedFacts;
import dev.hangup.testkit.Library;
import dev.hangup.testkit.Matrix;
import dev.hangup.testkit.StackVersion;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tap allocates nothing per frame. Netty's own decoder and encoder do, so the same frames go
 * through the same pipeline observed and not observed, and the difference is counted.
 */
class AllocationIT {

  private static final int WARM_UP = 60_000;
  private static final int FRAMES = 50_000;

  /** Less than a byte for a frame; what the JVM does for itself in 50 000 frames. */
  private static final long SLACK = 4096;

  private static final int MOST_ROUNDS = 50;

  static List<StackVersion> versions() {
    return Matrix.read("netty-versions.txt").chosen();
  }

  @AfterEach
  void stop() {
    WireTap.install(null);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void observingAFrameAllocatesNothing(StackVersion version) throws Exception {
    WireTap.install(null);
    LongUnaryOperator blind = loop(version);
    ExportedFacts facts = ExportedFacts.record();
    LongUnaryOperator observed = loop(version);
    facts.awaitOpened();

    // Each is compiled for what it meets, which takes its time on a busy machine; then both are
    // counted, by turns, until nothing is left but what a frame really costs.
    assertThat(blind.applyAsLong(WARM_UP) + observed.applyAsLong(WARM_UP)).isPositive();
    long difference = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && difference >= SLACK; round++) {
      long without = blind.applyAsLong(FRAMES);
      long with = observed.applyAsLong(FRAMES);
      difference = Math.min(difference, with - without);
    }

    assertThat(difference).as("bytes more in %d frames each way", FRAMES).isLessThan(SLACK);
    assertThat(facts.suppressedFailures()).isZero();
  }

  private static LongUnaryOperator loop(StackVersion version) throws Exception {
    return Class.forName("dev.hangup.netty.EchoLoop", true, Library.shared(version).loader())
        .asSubclass(LongUnaryOperator.class)
        .getDeclaredConstructor()
        .newInstance();
  }
}
