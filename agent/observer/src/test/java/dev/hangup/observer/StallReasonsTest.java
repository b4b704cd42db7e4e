// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StallReasonsTest {

  @TempDir Path mount;

  private void write(String path, String text) throws IOException {
    Path file = mount.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private long throttled(String groups) {
    return new CpuLimit(CpuLimit.find(mount, groups)).throttledNanos();
  }

  @Test
  void versionTwoSaysItInMicrosecondsInTheFolderOfTheProcess() throws IOException {
    write("app.slice/cpu.stat", "usage_usec 9\nnr_throttled 3\nthrottled_usec 1500\n");

    assertThat(throttled("0::/app.slice\n")).isEqualTo(1_500_000);
  }

  @Test
  void inAContainerItIsAtTheRoot() throws IOException {
    write("cpu.stat", "usage_usec 9\nthrottled_usec 2\n");

    assertThat(throttled("0::/\n")).isEqualTo(2_000);
  }

  @Test
  void versionOneSaysItInNanoseconds() throws IOException {
    write("cpu,cpuacct/docker/1/cpu.stat", "nr_periods 9\nthrottled_time 77\n");

    assertThat(throttled("5:memory:/docker/1\n4:cpu,cpuacct:/docker/1\n")).isEqualTo(77);
  }

  @Test
  void inAContainerOfVersionOneThePathIsTheHosts() throws IOException {
    write("cpu/cpu.stat", "throttled_time 78\n");

    assertThat(throttled("4:cpuacct,cpu:/docker/1\n")).isEqualTo(78);
  }

  @Test
  void withoutALimitOrWithoutLinuxNothingTells() throws IOException {
    assertThat(throttled("")).isEqualTo(-1);
    write("cpu.stat", "usage_usec 9\nthrottled_usec many\n");
    assertThat(throttled("0::/\n")).isEqualTo(-1);
    assertThat(new CpuLimit(null).throttledNanos()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "Copy, true",
    "MarkSweepCompact, true",
    "PS MarkSweep, true",
    "G1 Young Generation, true",
    "G1 Old Generation, true",
    "G1 Concurrent GC, false",
    "ConcurrentMarkSweep, false",
    "ZGC Pauses, true",
    "ZGC Major Cycles, false",
    "Shenandoah Pauses, true",
    "Shenandoah Cycles, false"
  })
  void whatWorksBesideTheApplicationStopsNothing(String collector, boolean stops) {
    assertThat(GarbageCollections.stopsThreads(collector)).isEqualTo(stops);
  }

  @Test
  void aCollectionIsFoundWithoutATotalFromBefore() {
    long start = System.nanoTime();
    System.gc();
    long lasted = System.nanoTime() - start + 5_000_000;

    assertThat(new GarbageCollections().ofTheLast(lasted)).isBetween(0L, lasted + 10_000_000);
  }

  @Test
  void andWithOneItIsWhatCameSince() {
    GarbageCollections collections = new GarbageCollections();
    collections.remember();
    long start = System.nanoTime();
    System.gc();
    long lasted = System.nanoTime() - start;

    assertThat(collections.sinceThen()).isBetween(0L, lasted + 10_000_000);
  }

  @Test
  void theSystemsReasonsExplainNoStandstillThatWasNone() {
    SystemStallReasons reasons = new SystemStallReasons();
    reasons.remember(System.nanoTime());

    assertThat(reasons.of(3_600_000_000_000L)).isNull();
  }
}
