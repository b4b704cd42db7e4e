// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import dev.hangup.cli.Handbook;
import dev.hangup.cli.HtmlPage;
import dev.hangup.close.Catalogue;
import dev.hangup.close.Catalogue.DiagnosisRule;
import dev.hangup.close.Cause;
import dev.hangup.close.CloseCode;
import dev.hangup.close.CloseCodes;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes what is generated: from the close knowledge a runbook page per code and per cause, of
 * closes and of failed handshakes, as Markdown and as HTML, and the rules that bring its advice
 * into alerts; and the rules for Prometheus themselves. A test compares all of it with what is
 * checked in.
 */
public final class Runbooks {

  private static final String WRITTEN = "written by runbooks/generate from the close knowledge";

  /** Causes that a code names: what to do about them is what to do about the code. */
  private static final Map<Cause, Integer> NAMED_BY_A_CODE =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Cause.NORMAL, CloseCodes.NORMAL_CLOSURE),
              Map.entry(Cause.GOING_AWAY, CloseCodes.GOING_AWAY),
              Map.entry(Cause.PROTOCOL_ERROR, CloseCodes.PROTOCOL_ERROR),
              Map.entry(Cause.UNSUPPORTED_DATA, CloseCodes.UNSUPPORTED_DATA),
              Map.entry(Cause.INVALID_PAYLOAD, CloseCodes.INVALID_PAYLOAD_DATA),
              Map.entry(Cause.POLICY, CloseCodes.POLICY_VIOLATION),
              Map.entry(Cause.MESSAGE_TOO_BIG, CloseCodes.MESSAGE_TOO_BIG),
              Map.entry(Cause.EXTENSION_MISSING, CloseCodes.MANDATORY_EXTENSION),
              Map.entry(Cause.INTERNAL_ERROR, CloseCodes.INTERNAL_ERROR),
              Map.entry(Cause.RESTART, CloseCodes.SERVICE_RESTART),
              Map.entry(Cause.OVERLOAD, CloseCodes.TRY_AGAIN_LATER),
              Map.entry(Cause.BAD_GATEWAY, CloseCodes.BAD_GATEWAY),
              Map.entry(Cause.TIMEOUT, CloseCodes.TIMEOUT)));

  /** Of causes with several stories the plainest one, where it is not the last. */
  private static final Map<Cause, String> PLAINEST =
      new EnumMap<>(
          Map.of(
              Cause.IDLE_DROP, "dropped-while-silent",
              Cause.PING_TIMEOUT, "ping-unanswered",
              Cause.HEARTBEAT_LOST, "heartbeat-stopped",
              Cause.LOCAL_STALL, "this-jvm-stood-still",
              Cause.SLOW_CONSUMER, "send-given-up",
              Cause.SHUTDOWN, "jvm-shutdown"));

  private final Handbook handbook = new Handbook(Language.EN);
  private final Catalogue catalogue = new Catalogue(Language.EN);

  /** Writes all files below the folder given. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("usage: Runbooks FOLDER, the folder of the observability example");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    for (Map.Entry<String, String> file : new Runbooks().files(folder).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolve("..").normalize());
      Files.writeString(path, file.getValue());
    }
  }

  /**
   * What each file should say, by its path below the example's folder.
   *
   * @param folder of the example, where the page on the alerts is, which is written by hand
   */
  Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = files();
    files.put("prometheus/rules/hangup-thresholds.yml", RecordingRules.thresholds());
    files.put("prometheus/rules/hangup-recording.yml", RecordingRules.recording());
    files.put("prometheus/rules/hangup-alerts.yml", AlertRules.alerts());
    Map<String, String> pages = new TreeMap<>(files);
    pages.put("runbooks/alerts.md", Files.readString(folder.resolve("runbooks/alerts.md")));
    pages.keySet().removeIf(name -> !name.endsWith(".md"));
    pages.forEach((name, text) -> files.put(html(name), HtmlPage.of(text)));
    return files;
  }

  private static String html(String page) {
    return page.replace("runbooks/", "runbooks/html/")
        .replace("README.md", "index.html")
        .replace(".md", ".html");
  }

  /** What comes from the close knowledge alone. */
  private Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put("prometheus/rules/hangup-knowledge.yml", knowledge());
    files.put("runbooks/README.md", index());
    for (CloseCode row : CloseCodes.all()) {
      files.put("runbooks/code/" + row.key() + ".md", page(row));
    }
    for (Cause cause : Cause.values()) {
      files.put("runbooks/cause/" + cause.id() + ".md", page(cause));
    }
    for (HandshakeCause cause : HandshakeCause.values()) {
      files.put("runbooks/handshake/" + cause.id() + ".md", page(cause));
    }
    return files;
  }

  private String index() {
    StringBuilder page = new StringBuilder("<!-- " + WRITTEN + " -->\n\n# Runbooks\n\n");
    page.append("What to do when WebSocket connections end as they should not: by ")
        .append("[alert](alerts.md), by close code, and by the cause behind it.\n\n## Codes\n\n")
        .append("| Code | Name | Description |\n| --- | --- | --- |\n");
    for (CloseCode row : CloseCodes.all()) {
      page.append(
          "| %s | %s | %s |\n"
              .formatted(link(row), row.name(), catalogue.text(row, "description")));
    }
    page.append("\n## Causes\n\n| Cause | Description |\n| --- | --- |\n");
    for (Cause cause : Cause.values()) {
      page.append("| %s | %s |\n".formatted(link(cause, ""), catalogue.text(cause)));
    }
    page.append("\n## Causes of failed handshakes\n\n| Cause | Description |\n| --- | --- |\n");
    for (HandshakeCause cause : HandshakeCause.values()) {
      page.append(
          "| [`%1$s`](handshake/%1$s.md) | %2$s |\n".formatted(cause.id(), catalogue.text(cause)));
    }
    return page.toString();
  }

  private String page(CloseCode row) {
    String code = "websocket_close_code=\"%s\"".formatted(row.key());
    String search = "websocket.close.code=" + (row.isRange() ? "CODE" : row.key());
    String trace = "span.websocket.close.code = " + row.key();
    if (row.isRange()) {
      code = "websocket_close_code=~\"%s\"".formatted(pattern(row));
      trace =
          "span.websocket.close.code >= %d && span.websocket.close.code <= %d"
              .formatted(row.from(), row.to());
    }
    return "<!-- "
        + WRITTEN
        + " -->\n\n"
        + handbook.row(row).markdown()
        + where(code, search, trace)
        + "\nCauses: "
        + row.causes().stream()
            .map(cause -> link(cause, "../cause/"))
            .collect(Collectors.joining(", "))
        + "\n";
  }

  /** Codes of a range as a Prometheus pattern; only ranges whose codes can be reported matter. */
  private static String pattern(CloseCode row) {
    return switch (row.from()) {
      case 3000 -> "3...";
      case 4000 -> "4...";
      case 0 -> "[0-9]{1,3}";
      case 5000 -> "[5-9]...|[1-6]....";
      default -> "10[2-9].|101[6-9]|1[1-9]..|2...";
    };
  }

  private String page(Cause cause) {
    List<String> codes = new ArrayList<>();
    for (CloseCode row : CloseCodes.all()) {
      if (row.causes().contains(cause)) {
        codes.add("[%s](../code/%s.md)".formatted(row.key(), row.key()));
      }
    }
    return "<!-- "
        + WRITTEN
        + " -->\n\n"
        + handbook.cause(cause).markdown()
        + where(
            "websocket_close_cause=\"%s\"".formatted(cause.id()),
            "websocket.close.cause=" + cause.id(),
            "span.websocket.close.cause = \"%s\"".formatted(cause.id()))
        + "\nCodes: "
        + String.join(", ", codes)
        + "\n";
  }

  private String page(HandshakeCause cause) {
    return "<!-- "
        + WRITTEN
        + " -->\n\n"
        + handbook.cause(cause).markdown()
        + """

        ## Where it happens

        By route and stack, in Prometheus:

        ```
        sum by (%1$s, http_route, websocket_stack, websocket_role, http_response_status_code) (
          increase(websocket_handshakes_total{error_type="%2$s"}[15m])
        ) > 0
        ```

        The handshakes themselves: tag `websocket.handshake.cause=%2$s` in Jaeger, in Tempo

        ```
        { span.websocket.handshake.cause = "%2$s" }
        ```

        The span's `websocket.handshake.evidence` names the header, status or exception that is to blame, its
        `websocket.handshake.remediation` what to do in that very case.
        """
            .formatted(RecordingRules.scope(), cause.id());
  }

  private static String where(String selector, String search, String trace) {
    return """

        ## Where it happens

        By route and stack, in Prometheus:

        ```
        sum by (%s, http_route, websocket_stack, websocket_role, websocket_close_initiator) (
          increase(websocket_closes_total{%s}[15m])
        ) > 0
        ```

        The connections themselves: tag `%s` in Jaeger, in Tempo

        ```
        { %s }
        ```

        The span's `websocket.close.evidence` has the numbers, its `websocket.close.remediation` what to do in
        that very case, its events the last frames each way.
        """
        .formatted(RecordingRules.scope(), selector, search, trace);
  }

  private static String link(CloseCode row) {
    return "[%s](code/%s.md)".formatted(row.key(), row.key());
  }

  private static String link(Cause cause, String folder) {
    return "[`%s`](%s%s.md)"
        .formatted(cause.id(), folder.isEmpty() ? "cause/" : folder, cause.id());
  }

  private String knowledge() {
    StringBuilder rules =
        new StringBuilder(
            """
            # What is known about each cause, for the annotations of alerts; %s.
            groups:
              - name: hangup-knowledge
                rules:
            """
                .formatted(WRITTEN));
    for (Cause cause : Cause.values()) {
      rules.append(
          """
                - record: hangup:cause:info
                  expr: vector(1)
                  labels:
                    websocket_close_cause: %s
                    description: %s
                    remediation: %s
          """
              .formatted(cause.id(), quoted(catalogue.text(cause)), quoted(remedy(cause))));
    }
    return rules.toString();
  }

  /** What to do about a cause when no more is known than the cause. */
  String remedy(Cause cause) {
    if (NAMED_BY_A_CODE.containsKey(cause)) {
      return catalogue.text(CloseCodes.of(NAMED_BY_A_CODE.get(cause)), "fix");
    }
    if (cause == Cause.APPLICATION) {
      return catalogue.text(CloseCodes.of(4000), "fix");
    }
    List<DiagnosisRule> rules =
        catalogue.rules().stream().filter(rule -> rule.causes().contains(cause)).toList();
    String plainest = PLAINEST.getOrDefault(cause, rules.get(rules.size() - 1).id());
    return rules.stream()
        .filter(rule -> rule.id().equals(plainest))
        .map(DiagnosisRule::remedy)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(cause + " has no rule " + plainest));
  }

  /** As a scalar of YAML that no text can break out of. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
