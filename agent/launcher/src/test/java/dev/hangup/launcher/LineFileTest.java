// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

  @TempDir Path folder;

  private final List<String> instead = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void listen() {
    AgentLog.listen(said::add);
  }

  @AfterEach
  void leave() {
    AgentLog.listen(line -> {});
  }

  private LineFile opened(Path path) {
    LineFile file = new LineFile(path.toString(), instead::add);
    file.open();
    return file;
  }

  @Test
  void eachLineIsThereAsItComesAndWhatWasThereStays() throws Exception {
    Path path = folder.resolve("closes.log");
    Files.writeString(path, "before\n");
    LineFile file = opened(path);
    file.accept("one");
    assertThat(Files.readString(path)).isEqualTo("before\none\n");
    file.accept("two \u00e9");
    assertThat(Files.readAllBytes(path))
        .isEqualTo("before\none\ntwo \u00e9\n".getBytes(StandardCharsets.UTF_8));

    opened(path).accept("after the next start");
    assertThat(Files.readAllLines(path)).endsWith("after the next start").hasSize(4);
    assertThat(said).isEmpty();
    assertThat(instead).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLineAndNothingIsLost() {
    Path path = folder.resolve("no/such/folder/closes.log");
    LineFile file = opened(path);
    file.accept("one");
    file.accept("two");

    assertThat(instead).containsExactly("one", "two");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith(
            "setting hangup.log.to=" + path + " cannot be written, it takes stderr or a file: ")
        .endsWith("; using the default, stderr");
  }

  @Test
  void aFolderIsNoFile() {
    opened(folder).accept("one");

    assertThat(instead).containsExactly("one");
    assertThat(said).hasSize(1);
  }

  /** {@code /dev/full} opens as any file, and every write to it finds the disk full. */
  @Test
  void whatCannotBeWrittenAnyMoreGoesToStandardError() {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    LineFile file = opened(Path.of("/dev/full"));
    assertThat(said).isEmpty();
    file.accept("one");
    file.accept("two");

    assertThat(instead).containsExactly("one", "two");
    assertThat(said).singleElement().asString().contains("hangup.log.to=/dev/full");
  }
}
