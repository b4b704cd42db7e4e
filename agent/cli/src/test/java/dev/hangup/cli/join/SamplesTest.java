// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What two JVMs with the agent told of the five connections of JoinIT: their own lines of JSON, and
 * the spans that they exported, as the programs write them that these went through. {@code
 * otlp.json} was marshalled by the collector's pdata 1.67, which its file exporter uses, {@code
 * jaeger.json} by the code of Jaeger 1.76 behind {@code /api/traces}.
 */
class SamplesTest {

  private static final Path EXPORTS = Path.of("src/test/resources/exports");

  private static final List<String> VERDICTS =
      List.of(
          "ef338d3d686158649e508494ae23e229 between cut-between",
          "7ac48a9d15933afde357a4d709b72d6d between close-swallowed",
          "e17f38803727681c07ae4d783b06c1fb server dropped",
          "cd4903e807445387cea92be2f84fde1c nobody closed",
          "853af62579a0401f96c11924917ced44 between idle-limit-between");

  private final Ends ends = new Ends();

  private Export read(String name) throws IOException {
    try (Reader in = Files.newBufferedReader(EXPORTS.resolve(name))) {
      return Export.read(name, in, ends::add);
    }
  }

  private List<String> verdicts() {
    return ends.pairs().stream()
        .map(JoinVerdict::of)
        .map(each -> each.one().id() + " " + each.blame().id() + " " + each.rule().id())
        .toList();
  }

  @Test
  void theLinesOfBothConsolesAreRead() throws IOException {
    assertThat(read("console-server.json").ends()).isEqualTo(5);
    assertThat(read("console-client.json").ends()).isEqualTo(5);
    assertThat(verdicts()).containsExactlyInAnyOrderElementsOf(VERDICTS);
  }

  /** Each end twice: its span and the short one of its close. */
  @Test
  void otlpAsTheCollectorWritesItIsRead() throws IOException {
    Export export = read("otlp.json");
    assertThat(export.ends()).isEqualTo(20);
    assertThat(export.brokenLines() + export.otherLines()).isZero();
    assertThat(verdicts()).containsExactlyInAnyOrderElementsOf(VERDICTS);
    assertThat(ends.pairs())
        .allMatch(pair -> pair.server().service().equals("chat"))
        .allMatch(pair -> pair.client().service().equals("chat-client"))
        .allMatch(pair -> pair.server().lived() > 0 && pair.client().lived() > 0);
  }

  /** It rounds times to microseconds. */
  @Test
  void whatJaegerAnswersIsRead() throws IOException {
    Export export = read("jaeger.json");
    assertThat(export.ends()).isEqualTo(20);
    assertThat(export.brokenLines() + export.otherLines()).isZero();
    assertThat(verdicts()).containsExactlyInAnyOrderElementsOf(VERDICTS);
    assertThat(ends.pairs())
        .allMatch(pair -> pair.server().service().equals("chat"))
        .allMatch(pair -> pair.client().service().equals("chat-client"))
        .allMatch(pair -> pair.server().lived() > 0 && pair.client().lived() > 0);
  }

  @Test
  void whatIsToldTwiceIsOne() throws IOException {
    read("otlp.json");
    read("console-server.json");
    read("console-client.json");
    read("jaeger.json");
    read("otlp.json");
    assertThat(verdicts()).containsExactlyInAnyOrderElementsOf(VERDICTS);
    assertThat(ends.repeated()).isEmpty();
    assertThat(ends.unpaired()).isEmpty();
  }
}
