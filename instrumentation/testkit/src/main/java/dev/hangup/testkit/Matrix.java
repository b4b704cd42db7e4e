// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.jdk.Java;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.aether.util.version.GenericVersionScheme;
import org.eclipse.aether.version.InvalidVersionSpecificationException;
import org.eclipse.aether.version.VersionConstraint;

/**
 * Which versions of a stack are tested: data, one line each.
 *
 * <pre>
 * artifact io.netty:netty-codec-http          # of every version; the first one names the range
 * artifact io.netty:netty-more [4.2.0,)       # of some versions only
 * version  4.1.0.Final                        # tested in every build
 * version  4.1.9.Final org.acme:extra:1.0     # with something more on its class path
 * range    [4.1.0.Final,4.3)                  # what -Dhangup.versions=all sweeps
 * trait    no-violation-close (,4.1.37.Final) # what some versions do otherwise
 * java     17 [5,)                           # these are left out on older JVMs
 * version  jvm                            # of what is part of the JDK: that of this JVM
 * </pre>
 *
 * {@code -Dhangup.versions=4.1.16.Final,4.1.44.Final} tests these instead, {@code all} every
 * version in the range, or those listed where there is none.
 */
public final class Matrix {

  /** The trait of a version that is left out. */
  static final String DOES_NOT_RUN = "does-not-run";

  private static final String PROPERTY = "hangup.versions";

  /** Stands for the version of the JVM that runs the tests. */
  private static final String JVM = "jvm";

  private final GenericVersionScheme scheme = new GenericVersionScheme();
  private final List<String[]> artifacts = new ArrayList<>();
  private final List<String[]> versions = new ArrayList<>();
  private final List<String[]> traits = new ArrayList<>();
  private String range = "";

  private Matrix() {}

  /** Reads a resource of the class path. */
  public static Matrix read(String resource) {
    Matrix matrix = new Matrix();
    for (String line : lines(resource)) {
      matrix.add(line.replaceFirst("#.*", "").strip(), resource);
    }
    return matrix;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = Matrix.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no " + resource + " among the test resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line, String resource) {
    if (line.isEmpty()) {
      return;
    }
    String[] words = line.split("\\s+", -1);
    switch (words[0]) {
      case "artifact" -> artifacts.add(Arrays.copyOfRange(words, 1, words.length));
      case "version" -> versions.add(version(Arrays.copyOfRange(words, 1, words.length)));
      case "range" -> range = words[1];
      case "trait" -> traits.add(new String[] {words[1], words[2]});
      case "java" -> {
        if (Java.RELEASE < Integer.parseInt(words[1])) {
          traits.add(new String[] {DOES_NOT_RUN, words[2]});
        }
      }
      default -> throw new IllegalArgumentException(resource + ": cannot read: " + line);
    }
  }

  private static String[] version(String[] line) {
    if (line[0].equals(JVM)) {
      line[0] = System.getProperty("java.version");
    }
    return line;
  }

  /** The versions to test now. */
  public List<StackVersion> chosen() {
    String asked = System.getProperty(PROPERTY, "");
    return switch (asked) {
      case "" -> versions.stream().map(this::described).toList();
      case "all" -> all().stream().map(this::described).toList();
      default -> Arrays.stream(asked.split(",", -1)).map(this::described).toList();
    };
  }

  /** The version tested in every build that comes first in the list: the floor. */
  public StackVersion floor() {
    return described(versions.get(0));
  }

  /** The version tested in every build that comes last in the list. */
  public StackVersion newest() {
    return described(versions.get(versions.size() - 1));
  }

  private List<String> all() {
    return range.isEmpty()
        ? versions.stream().map(line -> line[0]).toList()
        : MavenJars.versions(artifacts.get(0)[0], range);
  }

  private StackVersion described(String version) {
    return described(
        versions.stream()
            .filter(line -> line[0].equals(version))
            .findFirst()
            .orElse(new String[] {version}));
  }

  private StackVersion described(String[] line) {
    String version = line[0];
    List<String> coordinates = new ArrayList<>();
    for (String[] artifact : artifacts) {
      if (artifact.length == 1 || isIn(version, artifact[1])) {
        String name = artifact[0];
        coordinates.add(name.split(":", -1).length > 2 ? name : name + ":" + version);
      }
    }
    coordinates.addAll(Arrays.asList(line).subList(1, line.length));
    Set<String> has = new LinkedHashSet<>();
    for (String[] trait : traits) {
      if (isIn(version, trait[1])) {
        has.add(trait[0]);
      }
    }
    return new StackVersion(version, coordinates, has);
  }

  private boolean isIn(String version, String constraint) {
    try {
      VersionConstraint range = scheme.parseVersionConstraint(constraint);
      return range.containsVersion(scheme.parseVersion(version));
    } catch (InvalidVersionSpecificationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
