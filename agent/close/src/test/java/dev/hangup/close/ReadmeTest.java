// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The README's tables of rules are made from the stories, so that they cannot drift. {@code
 * -Dhangup.golden=write} writes them anew.
 */
class ReadmeTest {

  private static final Path README = Path.of("README.md");

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  @Test
  void theTableOfRulesIsWhatTheStoriesSay() throws IOException {
    isIn("rules", table());
  }

  @Test
  void soIsTheTableOfUpgrades() throws IOException {
    isIn("upgrade rules", tableOfUpgrades());
  }

  private static void isIn(String name, String table) throws IOException {
    String begin = "<!-- " + name + ": begin -->\n";
    String end = "<!-- " + name + ": end -->\n";
    String readme = Files.readString(README);
    int from = readme.indexOf(begin) + begin.length();
    if (System.getProperty("hangup.golden", "").equals("write")) {
      readme = readme.substring(0, from) + table + readme.substring(readme.indexOf(end));
      Files.writeString(README, readme);
    }

    assertThat(readme.substring(from, readme.indexOf(end))).isEqualTo(table);
  }

  private String tableOfUpgrades() {
    StringBuilder rows = new StringBuilder("| Rule | Told | Cause | Evidence |\n");
    rows.append("| --- | --- | --- | --- |\n");
    UpgradeTale.ALL.stream()
        .sorted(Comparator.comparing(UpgradeTale::story))
        .forEach(tale -> rows.append(row(tale)));
    return rows.toString();
  }

  private String row(UpgradeTale tale) {
    HandshakeDiagnosis diagnosis = diagnostician.diagnose(tale.upgrade().account());
    return "| `"
        + tale.story().id()
        + "` | "
        + tale.told()
        + " | `"
        + diagnosis.cause().id()
        + "` | "
        + diagnosis.evidence()
        + " |\n";
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
