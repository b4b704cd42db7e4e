// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The tables of the README are made of the registry. {@code -Dhangup.golden=write} writes them
 * anew, to be read before they are committed.
 */
class RegistryReadmeTest {

  private static final Path README = Path.of("README.md");

  @Test
  void theReadmesTablesAreThoseOfTheRegistry() throws IOException {
    String readme = Files.readString(README);
    RegistryTables tables = new RegistryTables(Registry.read());
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("spans", tables.spans());
    wanted.put("events", tables.events());
    wanted.put("metrics", tables.metrics());
    wanted.put("attributes", tables.attributes());
    wanted.put("values", tables.values());
    String made = readme;
    for (Map.Entry<String, String> table : wanted.entrySet()) {
      made = with(made, table.getKey(), table.getValue());
    }
    if (System.getProperty("hangup.golden", "").equals("write")) {
      Files.writeString(README, made);
      readme = made;
    }

    assertThat(readme).isEqualTo(made);
  }

  private static String with(String readme, String name, String table) {
    String begin = "<!-- of the registry: " + name + " -->\n";
    String end = "<!-- to here -->\n";
    int from = readme.indexOf(begin);
    int to = readme.indexOf(end, from);
    assertThat(from).as(begin).isNotNegative();
    assertThat(to).as("the end of " + begin).isGreaterThan(from);
    return readme.substring(0, from + begin.length()) + '\n' + table + '\n' + readme.substring(to);
  }
}
