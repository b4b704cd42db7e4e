// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people read, one file per language: {@code src/test/resources/golden/en.txt} and its like.
 * Evidence is English in all of them, and stands in that file only. Every other test asks for
 * stories, causes and numbers. {@code -Dhangup.golden=write} writes the files anew, to be read
 * before they are committed.
 */
class GoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @EnumSource
  void sentencesAreAsTheyWere(Language language) throws IOException {
    String said = said(language);
    Path file = FOLDER.resolve(language.tag() + ".txt");
    if (System.getProperty("hangup.golden", "").equals("write")) {
      Files.createDirectories(FOLDER);
      Files.write(file, said.getBytes(UTF_8));
    }

    assertThat(said).isEqualTo(new String(Files.readAllBytes(file), UTF_8));
  }

  private static String said(Language language) {
    Diagnostician diagnostician = new Diagnostician(language);
    StringBuilder all = new StringBuilder();
    for (Example example : Example.all()) {
      Diagnosis diagnosis = diagnostician.diagnose(example.connection().account());
      all.append("# ").append(example.told()).append('\n');
      if (language == Language.EN) {
        all.append(diagnosis.evidence()).append('\n');
      }
      all.append(diagnosis.remediation()).append("\n\n");
    }
    for (UpgradeTale tale : UpgradeTale.ALL) {
      HandshakeDiagnosis diagnosis = diagnostician.diagnose(tale.upgrade().account());
      all.append("# ").append(tale).append('\n');
      if (language == Language.EN) {
        all.append(diagnosis.evidence()).append('\n');
      }
      all.append(diagnosis.remediation()).append("\n\n");
    }
    return all.toString();
  }
}
