// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of Jazzer over both readers, starting from the table of rules. {@code
 * -Dhangup.fuzz.seconds=3600} makes it a long one, and keeps what it finds in {@code target/fuzz}.
 */
final class FuzzTest {

  private static final int RUNS = 10_000;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noInputBreaksTheReaders(@TempDir Path directory) throws Exception {
    Integer seconds = Integer.getInteger("hangup.fuzz.seconds");
    Path work = seconds == null ? directory : Path.of("target", "fuzz").toAbsolutePath();
    Path corpus = Files.createDirectories(work.resolve("corpus"));
    seed(corpus);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + FuzzTarget.class.getName());
    command.add("--instrumentation_includes=dev.hangup.codec.**");
    command.add("--reproducer_path=" + work);
    command.add("-artifact_prefix=" + work + File.separator);
    command.add(seconds == null ? "-runs=" + RUNS : "-max_total_time=" + seconds);
    command.add("-timeout=60");
    command.add(corpus.toString());
    Path log = work.resolve("jazzer.log");
    Process jazzer =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int exit;
    try {
      exit = jazzer.waitFor();
    } finally {
      jazzer.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(said).contains("INITED");
    assertThat(exit).as(said).isZero();
  }

  private static void seed(Path corpus) throws IOException {
    int count = 0;
    for (RuleTableTest.Plain row : RuleTableTest.plainRows().toList()) {
      byte[] bytes = Hex.bytes(row.hex());
      byte[] seed = new byte[bytes.length + 2];
      seed[0] = (byte) (row.sender() == Role.CLIENT ? 8 : 9);
      System.arraycopy(bytes, 0, seed, 2, bytes.length);
      if (seed.length < 300) {
        Files.write(corpus.resolve("row-" + count++), seed);
      }
    }
  }
}
