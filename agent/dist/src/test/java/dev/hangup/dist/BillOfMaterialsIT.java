// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the jar says of the libraries in it, beside what is in it. */
class BillOfMaterialsIT {

  /** A component's licences stand before its {@code purl}, in the order CycloneDX writes. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "\"licenses\" : \\[(?<licences>[^]]*)],?\\s*\"purl\" : \"pkg:maven/(?<group>[^/]+)/(?<artifact>[^@]+)@");

  private static final Pattern LICENCE =
      Pattern.compile("\"(?:id|name|expression)\" : \"([^\"]+)\"");

  /** Whose artifacts may be in the jar, and how NOTICE calls them. */
  private static final Map<String, String> NAMES_IN_NOTICE =
      Map.of(
          "io.opentelemetry", "OpenTelemetry Java",
          "io.prometheus", "Prometheus Java client",
          "net.bytebuddy", "Byte Buddy");

  /** Annotations for the compiler are listed beside what uses them, and ours is not another's. */
  private static final Set<String> NOT_INSIDE = Set.of("dev.hangup", "org.jspecify");

  @Test
  void everyLibraryInsideIsInNoticeWithItsLicence() throws IOException {
    Map<String, Set<String>> licences = new TreeMap<>();
    Matcher entry = ENTRY.matcher(text("META-INF/sbom/hangup.cdx.json"));
    while (entry.find()) {
      if (!NOT_INSIDE.contains(entry.group("group"))) {
        LICENCE
            .matcher(entry.group("licences"))
            .results()
            .forEach(
                found ->
                    licences
                        .computeIfAbsent(entry.group("group"), group -> new TreeSet<>())
                        .add(found.group(1)));
      }
    }

    assertThat(licences.keySet()).isEqualTo(NAMES_IN_NOTICE.keySet());
    assertThat(licences.values())
        .as("another licence wants its text in META-INF/licenses, and a look at what it asks for")
        .containsOnly(Set.of("Apache-2.0"));
    assertThat(text("META-INF/NOTICE"))
        .contains(NAMES_IN_NOTICE.values().stream().map(name -> name + " (https://").toList())
        .contains("Apache License 2.0");
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
  }

  /** A package in the jar that no component of the list has is one without a licence. */
  @Test
  void noPackageIsOfALibraryThatIsNotListed() throws IOException {
    Set<String> owners;
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      owners =
          jar.stream()
              .map(file -> file.getName())
              .filter(name -> name.matches(".*\\.class(data)?"))
              .map(name -> name.replaceFirst("^(inst|sdk|otel|stacks/[^/]+)/", ""))
              .map(name -> name.replaceFirst("^(\\w+/\\w+).*", "$1"))
              .collect(Collectors.toCollection(TreeSet::new));
    }

    assertThat(owners)
        .containsExactly(
            "dev/hangup", "io/opentelemetry", "io/prometheus", "java/lang", "net/bytebuddy");
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(Fork.JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
