// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications of every kind run as they do without the agent, and are observed. */
class ApplicationsIT {

  private static final String CLEAN = "echoed 101 hello [-120, 2, 3, -24]";
  private static final String DROPPED = "echoed 101 hello";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"netty-4.1", "netty-4.2"})
  void aClassPathApplication(String netty) throws Exception {
    Fork.Ended ended = observed().with(Fork.library(netty)).run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(DROPPED);
    assertThat(ended.exitCode()).isZero();
    assertObserved(ended, "netty", "server netty /echo/{id} | the peer hung up: 1006");
  }

  @Test
  void aFatJar() throws Exception {
    Path jar = fatJar();

    Fork.Ended ended = observed().runWith(List.of("-jar", jar.toString(), "clean"));

    assertThat(ended.out()).containsExactly(CLEAN);
    assertObserved(ended, "netty", "server netty /echo/{id} | the peer hung up: 1000");
  }

  @Test
  void anApplicationOnTheModulePath() throws Exception {
    assumeTrue(Fork.RELEASE > 8, "Java 8 has no modules");
    Path module = module();

    Fork.Ended ended =
        observed()
            .runWith(
                List.of(
                    "-p",
                    module + java.io.File.pathSeparator + folderOf("netty-4.2"),
                    "-m",
                    "echo/app.Echo",
                    "clean"));

    assertThat(ended.out()).containsExactly(CLEAN);
    assertObserved(ended, "netty", "server netty /echo/{id} | the peer hung up: 1000");
  }

  @Test
  void anApplicationWithOtherVersionsOfEverythingInSeveralLoaders() throws Exception {
    String classes = Fork.applicationClasses(folder).toString();
    String older = classes + java.io.File.pathSeparator + Fork.join(Fork.library("netty-4.1"));
    String newer = classes + java.io.File.pathSeparator + Fork.join(Fork.library("netty-4.2"));

    Fork.Ended ended =
        observed().with(Fork.library("others")).run("app.OwnLibraries", older, newer, older);

    assertThat(ended.out())
        .containsExactly(
            "byte-buddy byte-buddy-1.14.12.jar java.lang.Object",
            "opentelemetry opentelemetry-api-1.44.1.jar true",
            CLEAN,
            CLEAN,
            CLEAN);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.spans()).hasSize(3);
  }

  @Test
  void theApplicationFindsNothingOfOursButTheRootAndTheDispatcher() throws Exception {
    Fork.Ended ended = observed().with(Fork.library("netty-4.1")).run("app.Spy");

    assertThat(ended.out())
        .containsExactly(
            CLEAN,
            "class dev.hangup.boot.Agent",
            "class java.lang.HangupDispatcher",
            "java.lang open " + isJavaLangOpenToAll(),
            "property hangup.log",
            "property hangup.started");
  }

  @Test
  void connectionsOpenAtTheEndOfTheJvmAreToldAndTheExitCodeIsTheApplications() throws Exception {
    Fork.Ended ended = observed().with(Fork.library("netty-4.1")).run("app.Echo", "exit");

    assertThat(ended.out()).containsExactly(DROPPED);
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.closes()).singleElement().asString().contains("shutdown");
  }

  @Test
  void theDispatcherMayBeAppendedToTheBootstrapClassPathInstead() throws Exception {
    Fork.Ended ended =
        observed()
            .option("-Dhangup.dispatcher=append")
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(DROPPED);
    assertThat(ended.spans()).hasSize(1);
  }

  /** Without any agent: from Java 9 to 15 code on the class path might still reach into the JDK. */
  private static boolean isJavaLangOpenToAll() {
    return Fork.RELEASE >= 9 && Fork.RELEASE < 16;
  }

  private Fork observed() throws Exception {
    return Fork.in(folder).agent().option("-Dhangup.log=all");
  }

  private static void assertObserved(Fork.Ended ended, String stack, String close) {
    // That it is in, what it observes, the close, and its span; and what is known of this version.
    assertThat(ended.agent())
        .as("%s", ended.err())
        .filteredOn(line -> !line.contains(" has a known bug: "))
        .hasSize(4);
    assertThat(ended.agent())
        .anyMatch(
            line -> line.matches("version .*, observing " + stack + "; spans to the console"));
    assertThat(ended.closes()).singleElement().asString().contains(close);
    assertThat(ended.spans()).hasSize(1);
  }

  private static Path folderOf(String library) throws Exception {
    return Fork.library(library).get(0).getParent();
  }

  private Path fatJar() throws Exception {
    Path jar = folder.resolve("fat.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "app.Echo");
    Path classes = Fork.applicationClasses(folder);
    Set<String> known = new HashSet<>(Set.of(JarFile.MANIFEST_NAME));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream fat = new JarOutputStream(file, manifest)) {
      for (Path library : Fork.library("netty-4.2")) {
        try (JarFile source = new JarFile(library.toFile())) {
          for (JarEntry entry : source.stream().filter(e -> known.add(e.getName())).toList()) {
            fat.putNextEntry(new JarEntry(entry.getName()));
            source.getInputStream(entry).transferTo(fat);
          }
        }
      }
      try (Stream<Path> own = Files.walk(classes)) {
        for (Path path : own.filter(Files::isRegularFile).toList()) {
          fat.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
          Files.copy(path, fat);
        }
      }
    }
    return jar;
  }

  /** The echo server as a named module, compiled here: a test folder holds no module. */
  private Path module() throws Exception {
    Path source = folder.resolve("module-info.java");
    Files.writeString(
        source,
        """
        module echo {
          requires io.netty.buffer;
          requires io.netty.codec.http;
          requires io.netty.common;
          requires io.netty.transport;
        }
        """);
    Path target = folder.resolve("module");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                target.toString(),
                "-p",
                folderOf("netty-4.2").toString(),
                "--release",
                "11",
                source.toString(),
                Path.of("src/test/java/app/Echo.java").toAbsolutePath().toString());
    assertThat(failed).isZero();
    return target;
  }
}
