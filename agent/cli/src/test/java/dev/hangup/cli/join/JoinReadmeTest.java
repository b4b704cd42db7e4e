// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The table of rules in the README is the table of the tests. {@code -Dhangup.golden=write} writes
 * it anew.
 */
class JoinReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- rules: begin -->\n";
  private static final String END = "<!-- rules: end -->\n";

  @Test
  void theTableOfRulesIsWhatTheTestsSay() throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf(BEGIN) + BEGIN.length();
    String table = table();
    if (System.getProperty("hangup.golden", "").equals("write")) {
      readme = readme.substring(0, from) + table + readme.substring(readme.indexOf(END));
      Files.writeString(README, readme);
    }
    assertThat(readme.substring(from, readme.indexOf(END))).isEqualTo(table);
  }

  private static String table() {
    StringBuilder rows =
        new StringBuilder("| Rule | Told | To blame | What it says |\n| --- | --- | --- | --- |\n");
    List<JoinRuleTest.Row> ordered =
        JoinRuleTest.ROWS.stream().sorted(Comparator.comparing(JoinRuleTest.Row::rule)).toList();
    for (JoinRuleTest.Row row : ordered) {
      rows.append("| `")
          .append(row.rule().id())
          .append("` | ")
          .append(row.story())
          .append(" | `")
          .append(row.blame().id())
          .append("` | ")
          .append(row.verdict().sentence())
          .append(" |\n");
    }
    return rows.toString();
  }
}
