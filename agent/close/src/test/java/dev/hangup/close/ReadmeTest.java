// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's table of rules is made from the stories, so that it cannot drift. */
class ReadmeTest {

  private static final String BEGIN = "<!-- rules: begin -->\n";
  private static final String END = "<!-- rules: end -->\n";

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  @Test
  void theTableOfRulesIsWhatTheStoriesSay() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String table = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));

    assertThat(table).isEqualTo(table());
  }

  private String table() {
    StringBuilder rows = new StringBuilder("| Rule | Told | Code, cause | Evidence |\n");
    rows.append("| --- | --- | --- | --- |\n");
    for (Tale tale : inOrderOfTheRules()) {
      Diagnosis diagnosis = diagnostician.diagnose(tale.connection().account());
      rows.append("| `")
          .append(tale.story().id())
          .append("` | ")
          .append(tale.told())
          .append(" | ")
          .append(diagnosis.code())
          .append(diagnosis.cause() == null ? "" : " `" + diagnosis.cause().id() + "`")
          .append(" | ")
          .append(diagnosis.evidence())
          .append(" |\n");
    }
    return rows.toString();
  }

  private static List<Tale> inOrderOfTheRules() {
    return Tale.ALL.stream().sorted(Comparator.comparing(Tale::story)).toList();
  }
}
