// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on standard error, and in which order. */
class ConsoleIT {

  private static final Pattern IDS = Pattern.compile(" : ([0-9a-f]{32}) ([0-9a-f]{16}) ");

  @TempDir Path folder;

  @Test
  void theLineThatSaysWhatIsObservedComesBeforeTheFirstClose() throws Exception {
    Fork.Ended ended = echo().option("-Dhangup.log=all").run("app.Echo", "drop");

    List<String> said = ended.agent();
    assertThat(ended.closes()).hasSize(1);
    assertThat(said.get(0))
        .matches(
            "version \\S+ is in, looking for java-websocket, jdk-client, jetty, ktor, netty,"
                + " okhttp, tomcat, tyrus, undertow; what is observed .*");
    assertThat(said.get(1)).matches("version \\S+, observing netty; spans to the console");
    assertThat(said.indexOf(ended.closes().get(0))).isGreaterThan(1);
  }

  @Test
  void whoWantsAllIsToldThatTheAgentIsInWhereNothingIsToObserve() throws Exception {
    Fork.Ended ended = Fork.in(folder).agent().variable("HANGUP_LOG", "All").run("app.Hello");

    assertThat(ended.out()).singleElement().asString().startsWith("hello from Java ");
    assertThat(ended.agent()).singleElement().asString().contains(" is in, looking for ");
  }

  @Test
  void allIsAllOfWhatASecondBrings() throws Exception {
    Fork.Ended ended =
        echo()
            .option("-Dhangup.log=all")
            .option("-Dhangup.log.lines.per.second=1000")
            .option("-Dhangup.spans.per.second=1000")
            .run("app.Echo", "often");

    assertThat(ended.closes()).hasSize(250);
  }

  @Test
  void aConsoleInAsciiHasNoQuestionMarksInPlaceOfWords() throws Exception {
    Fork.Ended ended =
        echo().variable("LC_ALL", "C").option("-Dhangup.language=ja").run("app.Echo", "drop");

    assertThat(ended.agent())
        .filteredOn(line -> line.startsWith("setting hangup.language=ja: "))
        .singleElement()
        .asString()
        .endsWith(
            ", the character set of standard error, cannot show it; lines are in English, spans are"
                + " in ja");
    assertThat(ended.closes())
        .singleElement()
        .asString()
        .contains("Clients reconnect")
        .doesNotContain("??");
  }

  @Test
  void aConsoleThatHasTheLettersShowsTheLanguage() throws Exception {
    Fork.Ended ended =
        echo()
            .option("-Dstderr.encoding=UTF-8")
            .option("-Dsun.stderr.encoding=UTF-8")
            .option("-Dhangup.language=ja")
            .run("app.Echo", "drop");

    assertThat(ended.agent()).noneMatch(line -> line.startsWith("setting "));
    assertThat(ended.closes()).singleElement().asString().contains("\u518d\u63a5\u7d9a");
  }

  /** {@code script} runs a program at a terminal of its own. */
  @Test
  void atATerminalALineIsFolded() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    Path typescript = folder.resolve("typescript");
    String command =
        String.join(
            " ",
            Fork.JAVA,
            "-javaagent:" + Fork.JAR,
            "-cp",
            Fork.join(List.of(Fork.applicationClasses(folder)))
                + ":"
                + Fork.join(Fork.library("netty-4.1")),
            "app.Echo",
            "drop");
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/script", "-qec", command, typescript.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    builder.environment().put("COLUMNS", "120");
    assertThat(builder.start().waitFor()).isZero();

    List<String> seen =
        Files.readString(typescript).lines().map(line -> line.replace("\r", "")).toList();
    int close = 0;
    while (!seen.get(close).contains("the peer hung up: 1006")) {
      close++;
    }
    assertThat(seen.get(close + 1)).startsWith("  | ");
    assertThat(seen.stream().filter(line -> line.startsWith("  | ")))
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(seen.subList(close, seen.size())).allMatch(line -> line.length() <= 120);
  }

  @Test
  void inJsonACloseIsAnObjectWithTheIdsOfItsSpan() throws Exception {
    Fork.Ended ended = echo().option("-Dhangup.log.format=json").run("app.Echo", "drop");

    assertThat(ended.spans()).hasSize(1);
    Matcher ids = IDS.matcher(ended.spans().get(0));
    assertThat(ids.find()).isTrue();
    assertThat(ended.closes()).isEmpty();
    assertThat(ended.err())
        .filteredOn(line -> line.startsWith("{"))
        .singleElement()
        .asString()
        .startsWith("{\"time\":\"")
        .endsWith("}")
        .contains(
            "\"level\":\"WARN\"",
            "\"event.name\":\"websocket.close\"",
            "\"trace_id\":\"" + ids.group(1) + "\"",
            "\"span_id\":\"" + ids.group(2) + "\"",
            "\"websocket.close.code\":1006",
            "\"websocket.close.cause\":\"peer_eof\"",
            "\"http.route\":\"/echo/{id}\"");
  }

  @Test
  void closesGoToAFileOfTheWorkingDirectory() throws Exception {
    Files.writeString(folder.resolve("closes.json"), "{}\n");
    Fork.Ended ended =
        echo()
            .option("-Dhangup.log.format=json")
            .variable("HANGUP_LOG_TO", "closes.json")
            .run("app.Echo", "drop");

    assertThat(ended.err()).noneMatch(line -> line.startsWith("{"));
    List<String> lines = Files.readAllLines(folder.resolve("closes.json"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("{}");
    assertThat(lines.get(1)).startsWith("{\"time\":\"").contains("\"peer_eof\"");
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLineAndTheCloseIsOnStandardError() throws Exception {
    Fork.Ended ended =
        echo().option("-Dhangup.log.to=no/such/folder/closes.log").run("app.Echo", "drop");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.agent())
        .filteredOn(line -> line.startsWith("setting hangup.log.to=no/such/folder/closes.log"))
        .hasSize(1);
    assertThat(ended.closes()).singleElement().asString().contains("1006", "peer_eof");
  }

  private Fork echo() throws Exception {
    return Fork.in(folder).agent().with(Fork.library("netty-4.1"));
  }
}
