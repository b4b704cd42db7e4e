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

  private static final String VERSION = "java.version";

  private final String realVersion = System.getProperty(VERSION);
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
    System.setProperty(VERSION, realVersion);
    System.clearProperty("hangup.enabled");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "1.7, 1.7.0_352, true",
    "1.8, 1.8.0, true",
    "1.8, 1.8.0_201, true",
    "1.8, 1.8.0_202, false",
    "1.8, 1.8.0_202-ea, false",
    "1.8, 1.8.0_504, false",
    "9, 9.0.4, false",
    "11, 11.0.2, false",
    "17, 17.0.15, false",
    "25, 25, false",
    "whatever, 25, true"
  })
  void theVersionOfJavaIsUnderstoodOldAndNew(String specification, String version, boolean tooOld) {
    assertThat(Agent.isTooOld(specification, version)).isEqualTo(tooOld);
  }

  @ParameterizedTest(name = "on Java {1}")
  @CsvSource({"1.7, 1.7.0_352", "1.8, 1.8.0_201"})
  void belowTheFloorItSaysOneLineAndTheApplicationRunsOn(String specification, String version) {
    System.setProperty(SPECIFICATION, specification);
    System.setProperty(VERSION, version);

    Agent.premain(null, untouched());

    assertThat(said())
        .isEqualTo(
            "hangup: Java 8u202 or newer is needed, this is Java "
                + version
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

  /** Here there is no loader that was made for our jar. */
  @Test
  void anExtensionThatCannotStartSaysOneLineAndTheirAgentGoesOn() {
    Agent.startInside(AgentTest.class.getClassLoader());

    assertThat(said())
        .startsWith("hangup: not started, the application runs on unobserved: ")
        .hasLineCount(1);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Agent", "AgentJar", "AgentLoader", "EntryHandler", "SettingsSnapshot"})
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
