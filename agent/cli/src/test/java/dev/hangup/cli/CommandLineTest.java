// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(boolean terminal, String... arguments) {
    return CommandLine.run(
        arguments,
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal);
  }

  private int run(String commandLine) {
    return run(false, commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h", "help"})
  void theHelpNamesEveryCommand(String commandLine) {
    assertThat(run(commandLine)).isZero();
    assertThat(out())
        .contains("-javaagent:hangup.jar")
        .contains("hangup.jar compare CODE CODE ")
        .contains("hangup.jar decode ")
        .contains("hangup.jar explain [CODE|CAUSE] ")
        .contains("hangup.jar handbook DIR")
        .contains("hangup.jar join FILE|URL... ")
        .contains("--version");
    assertThat(out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "version"})
  void theVersionIsThatOfTheBuild(String commandLine) {
    assertThat(run(commandLine)).isZero();
    assertThat(out()).matches("hangup \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain --help", "explain -h"})
  void aCommandHasItsOwnHelp(String commandLine) {
    assertThat(run(commandLine)).isZero();
    assertThat(out())
        .isEqualTo(
            """
            Say what a code, cause or rule means and how to fix it; with --subprotocol NAME, in that one.
            usage: java -jar hangup.jar explain [CODE|CAUSE] [--lang en|hi|vi|id|ja] [--format text|markdown|json]
            """);
  }

  @Test
  void aCodeIsExplainedInASubprotocol() {
    assertThat(run("explain 4401 --subprotocol graphql-transport-ws")).isZero();
    assertThat(out())
        .startsWith("4401 Unauthorized")
        .contains("graphql-transport-ws: the client subscribed before the server had acknowledged")
        .contains("Let the client wait for the server's answer to its first message");
  }

  @Test
  void soAreAllOfThem() {
    assertThat(run("explain --subprotocol graphql-transport-ws --format json")).isZero();
    assertThat(out()).contains("\"code\": \"4499\"", "\"name\": \"Terminated\"");
  }

  @Test
  void withoutOneItsMeaningsAreListed() {
    assertThat(run("explain 4004")).isZero();
    assertThat(out())
        .startsWith("4004 Private Use")
        .contains("In subprotocols")
        .contains("graphql-transport-ws Bad Response", "Pusher Do Not", "Discord Authentication")
        .doesNotContain("Already Authenticated");
    out.reset();
    assertThat(run("explain 4000-4999")).isZero();
    assertThat(out())
        .contains("graphql-transport-ws 4401 Unauthorized", "spring 4500 Session Not Reliable")
        .doesNotContain("Discord");
  }

  @Test
  void aCodeIsExplained() {
    assertThat(run("explain 1009")).isZero();
    assertThat(out()).startsWith("1009 Message Too Big\n\nDescription\n  A message or frame");
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          peer_reset      | peer_reset      | The peer, or something before it, reset the TCP connection.
          unreachable     | unreachable     | The path to the peer or its host is gone
          reset-by-peer   | reset-by-peer   | Look for a crash
          origin_refused  | origin_refused  | setAllowedOriginPatterns
          upgrade_stripped | upgrade_stripped | proxy_http_version 1.1;
          key-missing     | key-missing     | bad_request The request was not a proper WebSocket upgrade.
          forgotten-while-silent | forgotten-while-silent | Settings in Tomcat: RemoteEndpoint.sendPing
          """)
  void whatStandsInASpanIsExplained(String word, String heading, String text) {
    assertThat(run("explain " + word)).isZero();
    assertThat(out().replaceAll("\\s+", " ")).startsWith(heading + " ").contains(text);
    assertThat(err()).isEmpty();
  }

  @Test
  void aCodeThatNobodyMaySendIsInNoCloseFrame() {
    assertThat(run("explain 2500")).isZero();
    assertThat(out()).contains("May be in a Close frame  no\n").contains("nobody\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-999", "1016-2999", "3000-3999", "4000-4999", "5000-65535"})
  void aRangeIsExplainedAsTheListNamesIt(String range) {
    assertThat(run("explain")).isZero();
    assertThat(out()).contains("\n" + range + ' ');
    out.reset();
    assertThat(run("explain " + range)).isZero();
    assertThat(out()).startsWith(range + ' ');
  }

  @Test
  void withoutACodeAllAreListed() {
    assertThat(run("explain")).isZero();
    assertThat(out()).startsWith("Code        Name").contains("\n1006        Abnormal Closure");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # language | heading in it
          en         | How to fix it
          hi         | कैसे ठीक करें
          vi         | Cách khắc phục
          id         | Cara Memperbaiki
          ja         | 解決方法
          ja-JP      | 解決方法
          """)
  void everyLanguageCanBeAskedFor(String language, String heading) {
    assertThat(run("explain 1006 --lang " + language)).isZero();
    assertThat(out()).contains("\n" + heading + "\n");
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # command line                       | begins with
          compare 1002 1009                    | 1002 Protocol Error / 1009 Message Too Big
          compare 1002 1009 --format markdown  | # 1002 Protocol Error / 1009 Message Too Big
          compare --format=json 1002 1009      | {
          explain 4001 --format markdown       | # 4001 Private Use
          explain --format json                | [
          """)
  void formatsCanBeAskedFor(String commandLine, String begin) {
    assertThat(run(commandLine)).isZero();
    assertThat(out()).startsWith(begin + "\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # command line            | the one line
          explan 1009               | hangup: no such command: explan; there are compare, decode, explain, handbook, join, why, and --help
          explain 10x9              | explain: "10x9" is no close code; give a number from 0 to 65535
          explain -1                | explain: "-1" is no close code; give a number from 0 to 65535
          explain peer_rest         | explain: "peer_rest" is no close code, cause or rule; a cause looks like peer_reset or origin_refused, a rule like reset-by-peer
          explain 1006 --lang=de    | explain: --lang wants en, hi, vi, id or ja, not "de"
          explain 65536             | explain: "65536" is no close code; give a number from 0 to 65535
          explain 1002 1009         | explain: takes one code; to set two side by side use compare
          explain 4401 --subprotocol mqtt | explain: no codes are known of subprotocol "mqtt"; there are those of graphql-transport-ws, graphql-ws, v10.stomp, v11.stomp, v12.stomp
          explain 4999 --subprotocol=graphql-transport-ws | explain: 4999 has no meaning of its own in graphql-transport-ws; without --subprotocol it is explained as everywhere else
          explain 4400 4401 --subprotocol graphql-transport-ws | explain: takes one code; to set two side by side use compare
          explain --subprotocol | explain: --subprotocol wants a value, see --help
          explain --lnag ja         | explain: no such option: --lnag; there are --lang and --format
          explain 1009 --format xml | explain: --format wants text, markdown or json, not "xml"
          explain 1009 --lang       | explain: --lang wants a value, see --help
          compare 1002              | compare: takes two different codes, such as 1002 1009
          compare 1002 1002         | compare: takes two different codes, such as 1002 1009
          compare 1002 100000       | compare: "100000" is no close code; give a number from 0 to 65535
          """)
  void badInputGetsOneLineAndExitTwo(String commandLine, String line) {
    assertThat(run(commandLine)).isEqualTo(2);
    assertThat(err()).isEqualTo(line + "\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void coloursAreForTerminals() {
    assertThat(run(true, "explain", "1009")).isZero();
    assertThat(out()).contains("\u001b[1;36m1009 Message Too Big\u001b[0m");
  }

  @Test
  void filesAndPipesGetNoColours() {
    assertThat(run(false, "explain", "1009")).isZero();
    assertThat(out()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "why x",
        "why 1 2",
        "why --follow",
        "why 1 --follow --closes",
        "why 1 --since 15",
        "why 1 --since",
        "why 1 --nothing",
        "why 1 --cause peer-reset",
        "why 1 --connections --cause peer_reset",
        "why 1 --connections --since 15m",
        "why 1 --format pdf"
      })
  void whatMakesNoSenseToWhyIsOneLine(String commandLine) {
    assertThat(run(commandLine)).isEqualTo(Command.BAD_INPUT);
    assertThat(err()).startsWith("why: ").hasLineCount(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void aProcessThatIsNotThereIsOneLine() {
    assertThat(run("why 2147483647")).isEqualTo(1);
    assertThat(err()).startsWith("why: ").hasLineCount(1);
  }

  @Test
  void withoutANumberThoseAreListedThatCanBeAsked() {
    assertThat(run("why --format json")).isZero();
    assertThat(out()).startsWith("[");
    assertThat(err()).isEmpty();
  }
}
