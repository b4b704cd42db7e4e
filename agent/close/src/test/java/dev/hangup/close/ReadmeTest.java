// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example in the README is this one, and it does what is said there. */
class ReadmeTest {

  @Test
  void theExampleIsTheOneThatRunsHere() throws Exception {
    String here = Files.readString(Path.of("src/test/java/dev/hangup/close/ReadmeTest.java"));
    String example =
        here.substring(here.indexOf("// begin\n") + 9, here.indexOf("    // end\n"))
            .lines()
            .map(line -> line.replaceFirst("^ {4}", ""))
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + example + "\n```");
  }

  @Test
  void itKnowsACodeAndSaysItInFiveLanguages() {
    // begin
    CloseCode code = CloseCodes.of(1009); // answers for every number
    String whatToDo = new Catalogue(Language.JA).text(code, "fix");
    // end

    assertThat(code.name()).isEqualTo("Message Too Big");
    assertThat(whatToDo).isNotBlank().isNotEqualTo(new Catalogue(Language.EN).text(code, "fix"));
  }
}
