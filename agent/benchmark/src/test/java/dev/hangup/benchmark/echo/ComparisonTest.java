// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

  private static Comparison read(String words) {
    return Comparison.read(words.isEmpty() ? new String[0] : words.split(" ", -1));
  }

  @Test
  void usuallyOneThingIsChangedAtATime() {
    assertThat(read("").traffic())
        .extracting(Traffic::toString)
        .containsExactlyInAnyOrder(
            "64 B text, 16 connections, 1 on the way",
            "16 B text, 16 connections, 1 on the way",
            "1024 B text, 16 connections, 1 on the way",
            "65536 B text, 16 connections, 1 on the way",
            "64 B text, 1 connection, 1 on the way",
            "64 B text, 1000 connections, 1 on the way",
            "64 B text, 16 connections, 16 on the way",
            "64 B binary, 16 connections, 1 on the way",
            "64 B text, 16 connections, 1 on the way, compressed");
  }

  @Test
  void fullIsAllWithAll() {
    assertThat(read("full").traffic()).hasSize(4 * 3 * 2 * 2 * 2).doesNotHaveDuplicates();
    assertThat(read("full size=64 connections=1,1000 kind=text").traffic()).hasSize(8);
  }

  @Test
  void whatIsSaidIsMeasured() {
    Comparison some =
        read(
            "stack=jetty agents=none,datadog size=9 connections=2 pipelined=3 kind=binary"
                + " compression=on forks=4 rounds=5 seconds=6 warmup=7 rate=8 heap=99"
                + " agent=/a.jar others=/o");
    assertThat(some.traffic()).containsExactly(new Traffic(9, 2, 3, false, true));
    assertThat(some)
        .isEqualTo(
            new Comparison(
                java.util.List.of("jetty"),
                java.util.List.of(Agent.NONE, Agent.DATADOG),
                Path.of("/a.jar"),
                Path.of("/o"),
                some.traffic(),
                4,
                5,
                6,
                7,
                8,
                99));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          forks=x           | 'forks=x' is no number from 1 to 100
          forks=0           | 'forks=0' is no number from 1 to 100
          forks=            | 'forks=' is no number from 1 to 100
          forks=-1          | 'forks=-1' is no number from 1 to 100
          size=64,          | 'size=' is no number from 4 to 65536
          size=64,64        | 'size=64,64' says something twice
          size=65537        | 'size=65537' is no number from 4 to 65536
          stack=undertow    | no 'undertow' for stack; there are: netty, tomcat, jetty
          agents=none,ours  | no 'ours' for agents; there are: none, hangup, hangup-otlp, opentelemetry, datadog
          kind=             | no '' for kind; there are: text, binary
          """)
  void whatCannotBeReadIsOneLine(String words, String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(words)).withMessage(line);
  }

  @ParameterizedTest
  @CsvSource({"fork=1", "forks", "=1", "FULL"})
  void aNameThatThereIsNotIsToldWithThoseThereAre(String word) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(word))
        .withMessageStartingWith(
            "cannot read '" + word + "'; there are: {stack=netty,tomcat,jetty,")
        .withMessageNotContaining("\n");
  }

  @Test
  void aJarThatIsMissingIsToldBeforeAnythingIsMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("agents=none,datadog others=/nowhere").checkJars())
        .withMessageStartingWith("no agent at /nowhere/dd-java-agent.jar; build with");
    read("agents=none others=/nowhere agent=/nowhere").checkJars();
  }

  @Test
  void theOtherMeasurementReadsItsWordsAlike() {
    assertThat(Arguments.read(new String[] {"pipelined=16", "size=1000"}).traffic())
        .isEqualTo(new Traffic(1000, 16, 16, false, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arguments.read(new String[] {"pairs=ten"}))
        .withMessage("'pairs=ten' is no number from 1 to 10000");
  }
}
