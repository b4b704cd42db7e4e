// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.version.Version;
import org.jspecify.annotations.Nullable;

/**
 * Jars by their Maven coordinates, through Maven's own resolver: with the user's settings, mirrors
 * and local repository, as the build itself gets them.
 */
public final class MavenJars {

  private MavenJars() {}

  /** The jars of the artifacts ({@code group:artifact:version}) and of all they need to run. */
  public static List<Path> of(List<String> coordinates) {
    return without(List.of(), coordinates);
  }

  /** One jar, and nothing of what it needs to run. */
  public static Path alone(String coordinates) {
    try (Context maven = maven()) {
      return maven
          .repositorySystem()
          .resolveArtifact(
              maven.repositorySystemSession(),
              new ArtifactRequest(
                  new DefaultArtifact(coordinates), maven.remoteRepositories(), null))
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw new IllegalStateException("cannot get " + coordinates + ": " + e.getMessage(), e);
    }
  }

  /** The same, but for some ({@code group:artifact}) and what only they need. */
  public static List<Path> without(List<String> leftOut, List<String> coordinates) {
    List<Exclusion> exclusions = leftOut.stream().map(MavenJars::exclusion).toList();
    try (Context maven = maven()) {
      CollectRequest wanted = new CollectRequest();
      for (String each : coordinates) {
        wanted.addDependency(
            new Dependency(new DefaultArtifact(each), "runtime", false, exclusions));
      }
      wanted.setRepositories(maven.remoteRepositories());
      List<Path> jars = new ArrayList<>();
      for (ArtifactResult result :
          maven
              .repositorySystem()
              .resolveDependencies(
                  maven.repositorySystemSession(), new DependencyRequest(wanted, MavenJars::isJava))
              .getArtifactResults()) {
        jars.add(result.getArtifact().getFile().toPath());
      }
      return jars;
    } catch (DependencyResolutionException e) {
      throw new IllegalStateException("cannot get " + coordinates + ": " + e.getMessage(), e);
    }
  }

  private static Exclusion exclusion(String name) {
    int colon = name.indexOf(':');
    return new Exclusion(name.substring(0, colon), name.substring(colon + 1), "*", "*");
  }

  /** Jars with a classifier are native libraries, one for each kind of machine there is. */
  private static boolean isJava(DependencyNode node, List<DependencyNode> parents) {
    return node.getArtifact() == null || node.getArtifact().getClassifier().isEmpty();
  }

  /** All released versions in a range such as {@code [4.1.0.Final,4.3)}, the lowest first. */
  static List<String> versions(String artifact, String range) {
    try (Context maven = maven()) {
      VersionRangeRequest wanted =
          new VersionRangeRequest(
              new DefaultArtifact(artifact + ":" + range), maven.remoteRepositories(), null);
      return maven
          .repositorySystem()
          .resolveVersionRange(maven.repositorySystemSession(), wanted)
          .getVersions()
          .stream()
          .map(Version::toString)
          .filter(version -> !version.matches(".*(?i:alpha|beta|rc|cr|-?m)\\.?\\d*(-.*)?"))
          .toList();
    } catch (VersionRangeResolutionException e) {
      throw new IllegalStateException("cannot list " + artifact + ": " + e.getMessage(), e);
    }
  }

  private static Context maven() {
    ContextOverrides.Builder settings = ContextOverrides.create().withUserSettings(true);
    Path repository = path("maven.repo.local");
    if (repository != null) {
      settings.withLocalRepositoryOverride(repository);
    }
    Path userSettings = path("hangup.maven.settings");
    if (userSettings != null) {
      settings.withUserSettingsXmlOverride(userSettings);
    }
    if (System.getProperty("hangup.maven.offline", "").equals("offline:true")) {
      settings.offline(true);
    }
    return Runtimes.INSTANCE.getRuntime().create(settings.build());
  }

  private static @Nullable Path path(String property) {
    String value = System.getProperty(property, "").replaceFirst("^file:", "");
    return value.isEmpty() ? null : Path.of(value);
  }
}
