// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the agent starts, declines to start, and answers on the command line. */
class StartIT {

  private static final String ECHOED = "echoed 101 hello";

  /** As the JVM logs it, without the root's, Netty's stack and what is made at run time. */
  private static final Pattern CORE_CLASS =
      Pattern.compile(
          "\\] ((?:dev\\.hangup|net\\.bytebuddy)\\.(?!boot\\.|netty\\.)[\\w.$]+(?<!Proxy\\d{1,3})) source:");

  @TempDir Path folder;

  @Test
  void anApplicationWithoutWebSocketHearsNothingOfTheAgent() throws Exception {
    Fork.Ended ended = Fork.in(folder).agent().run("app.Hello");

    assertThat(ended.out()).singleElement().asString().startsWith("hello from Java ");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void beforeMainNothingIsLoadedThatDecidesForTheProcess() throws Exception {
    Path classes = folder.resolve("loaded.txt");
    Fork.in(folder).agent().loadedClasses(classes).run("app.Hello");

    List<String> loaded = Files.readAllLines(classes);
    assertThat(loaded).anyMatch(line -> line.contains("dev.hangup.launcher.Transformer"));
    assertThat(loaded)
        .noneMatch(line -> line.contains("java.util.logging."))
        .noneMatch(line -> line.contains("javax.management."))
        .noneMatch(line -> line.contains("java.net.http."))
        .noneMatch(line -> line.contains(" net.bytebuddy."))
        .noneMatch(line -> line.contains(" io.opentelemetry."))
        .noneMatch(line -> line.contains(" dev.hangup.observer.Observation "))
        .noneMatch(line -> line.contains(" dev.hangup.netty."));
  }

  /** The list drifts as classes are renamed; StartUpClasses writes it anew. */
  @ParameterizedTest
  @ValueSource(strings = {"netty-4.1", "netty-4.2"})
  void whatAServerWaitsForIsOnTheListOfClassesToReadAhead(String netty) throws Exception {
    assumeTrue(Fork.RELEASE >= 17, "the list is made for newer JVMs, older ones need a few others");
    Path classes = folder.resolve("loaded.txt");
    Fork.in(folder).agent().with(Fork.library(netty)).loadedClasses(classes).run("app.Listening");

    Set<String> loaded = new TreeSet<>();
    for (String line : Files.readAllLines(classes)) {
      Matcher matcher = CORE_CLASS.matcher(line);
      if (matcher.find()) {
        loaded.add(matcher.group(1));
      }
    }
    Set<String> listed = new TreeSet<>();
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      JarEntry list = jar.getJarEntry("inst/startup-classes");
      new String(jar.getInputStream(list).readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .forEach(listed::add);
    }
    assertThat(loaded).as("read ahead, all of them").containsAll(listed);
    loaded.removeAll(listed);
    assertThat(loaded.size()).as("%s", loaded).isLessThan(listed.size() / 10);
  }

  @Test
  void aSecondStartStepsBack() throws Exception {
    Fork.Ended ended =
        Fork.in(folder).agent().agent().with(Fork.library("netty-4.1")).run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.agent().get(0)).endsWith(" is running already, a second start steps back.");
    assertThat(ended.spans()).hasSize(1);
  }

  @Test
  void anotherVersionStepsBackAndIsNamed() throws Exception {
    Path other = withManifest("other.jar", "Implementation-Version", "9.9.9");

    Fork.Ended ended =
        Fork.in(folder)
            .agent()
            .agent(other)
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.agent().get(0)).endsWith(" is running already, version 9.9.9 steps back.");
    assertThat(ended.spans()).hasSize(1);
  }

  @Test
  void insideSomebodyElsesJarTheAgentDoesNotStart() throws Exception {
    Path bundle = withManifest("bundle.jar", "Premain-Class", "app.OtherAgent");

    Fork.Ended ended =
        Fork.in(folder).agent(bundle).with(Fork.library("netty-4.1")).run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.agent())
        .singleElement()
        .asString()
        .contains("bundle.jar, which is not the agent's jar: not observing.");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"-Dhangup.enabled=false, ''", "-Dx=y, false", "-Dhangup.enabled=FALSE, true"})
  void switchedOffItDoesNothing(String option, String variable) throws Exception {
    Path classes = folder.resolve("loaded.txt");
    Fork.Ended ended =
        Fork.in(folder)
            .agent()
            .option(option)
            .variable("HANGUP_ENABLED", variable)
            .loadedClasses(classes)
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.agent()).isEmpty();
    assertThat(Files.readAllLines(classes))
        .noneMatch(line -> line.contains("dev.hangup.launcher"))
        .noneMatch(line -> line.contains("HangupDispatcher"));
  }

  @Test
  void aStackLeftOutIsNotTouched() throws Exception {
    Path classes = folder.resolve("loaded.txt");
    Fork.Ended ended =
        Fork.in(folder)
            .agent()
            .loadedClasses(classes)
            .option("-Dhangup.stacks=-netty")
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.agent())
        .containsExactly(
            "setting hangup.stacks=-netty leaves out netty, which is all that is used for WebSocket"
                + " so far: nothing is observed");
    assertThat(Files.readAllLines(classes)).noneMatch(line -> line.contains(" net.bytebuddy."));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "-Dhangup.log=loud, hangup.log=loud",
    "-Dhangup.stacks=nety, 'nety'",
    "-Dhangup.dispatcher=hidden, hangup.dispatcher=hidden"
  })
  void aValueThatCannotBeReadIsNamedOnce(String option, String named) throws Exception {
    Fork.Ended ended =
        Fork.in(folder)
            .agent()
            .option(option)
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.out()).containsExactly(ECHOED);
    assertThat(ended.agent().stream().filter(line -> line.startsWith("setting ")))
        .singleElement()
        .asString()
        .contains(named);
  }

  @Test
  void anOptionThatIsNoneIsNamedAndTheOthersCount() throws Exception {
    Fork.Ended ended =
        Fork.in(folder)
            .option("-javaagent:" + Fork.JAR + "=verbose;hangup.log=off")
            .with(Fork.library("netty-4.1"))
            .run("app.Echo", "drop");

    assertThat(ended.agent().get(0)).startsWith("option 'verbose' is not understood");
    assertThat(ended.closes()).isEmpty();
  }

  @Test
  void theVersionIsTold() throws Exception {
    Fork.Ended ended = Fork.in(folder).runWith(List.of("-jar", Fork.JAR.toString(), "--version"));

    assertThat(ended.out()).singleElement().asString().matches("hangup \\d.*");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void theCommandsAreListed() throws Exception {
    Fork.Ended ended = Fork.in(folder).runWith(List.of("-jar", Fork.JAR.toString(), "--help"));

    assertThat(ended.out()).anyMatch(line -> line.contains("decode"));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void whatIsNoCommandIsSaidWithAnExitCodeForScripts() throws Exception {
    Fork.Ended ended = Fork.in(folder).runWith(List.of("-jar", Fork.JAR.toString(), "hang-up"));

    assertThat(ended.err()).isNotEmpty();
    assertThat(ended.exitCode()).isEqualTo(2);
  }

  /** The jar once more, with one attribute changed. */
  private Path withManifest(String name, String attribute, String value) throws Exception {
    Path copy = folder.resolve(name);
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().put(new Attributes.Name(attribute), value);
      try (OutputStream file = Files.newOutputStream(copy);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (JarEntry entry : jar.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            jar.getInputStream(entry).transferTo(out);
          }
        }
      }
    }
    return copy;
  }
}
