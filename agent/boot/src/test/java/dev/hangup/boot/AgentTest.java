// SPDX-License-Identifier: Apache-2.0
package dev.hangup.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentTest {

  private static final String SPECIFICATION = "java.specification.version";

  private final String realSpecification = System.getProperty(SPECIFICATION);
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void putBack() {
    System.setErr(realErr);
    System.setProperty(SPECIFICATION, realSpecification);
    System.clearProperty("hangup.enabled");
  }

  @ParameterizedTest(name = "{0} is Java {1}")
  @CsvSource({"1.8, 8", "9, 9", "11, 11", "17, 17", "25, 25", "whatever, 0"})
  void theVersionOfJavaIsUnderstoodOldAndNew(String specification, int feature) {
    assertThat(Agent.javaVersion(specification)).isEqualTo(feature);
  }

  @ParameterizedTest(name = "on Java {0}")
  @CsvSource({"1.8, 8", "11, 11", "16, 16"})
  void belowTheFloorItSaysOneLineAndTheApplicationRunsOn(String specification, int feature) {
    System.setProperty(SPECIFICATION, specification);

    Agent.premain(null, untouched());

    assertThat(said())
        .isEqualTo(
            "hangup: Java 17 or newer is needed, this is Java "
                + feature
                + ": not observing, the application runs on.\n");
  }

  @Test
  void switchedOffItSaysNothing() {
    System.setProperty("hangup.enabled", " False ");

    Agent.premain(null, untouched());

    assertThat(said()).isEmpty();
  }

  @Test
  void whereItCannotStartItSaysOneLineAndTheApplicationRunsOn() {
    Agent.agentmain("", untouched()); // here our classes are in a directory, not in the jar

    assertThat(said())
        .startsWith("hangup: not started, the application runs on unobserved: ")
        .hasLineCount(1);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Agent", "AgentJar", "AgentLoader", "SettingsSnapshot"})
  void java8CanLoadTheRoot(String name) throws IOException {
    try (InputStream in = Agent.class.getResourceAsStream(name + ".class")) {
      byte[] header = in.readNBytes(8);

      assertThat(header[7]).as("major version").isEqualTo((byte) 52);
    }
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  /** Fails the start if it gets as far as asking the JVM for anything. */
  private static Instrumentation untouched() {
    return (Instrumentation)
        Proxy.newProxyInstance(
            AgentTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("asked for " + method.getName());
            });
  }
}
