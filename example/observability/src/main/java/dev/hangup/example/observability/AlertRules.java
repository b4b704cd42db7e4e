// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The alerts, as a file for Prometheus: one block per signal and severity, and those by hand. */
final class AlertRules {

  /** How long an alarm stays after its last sign; a Prometheus before 2.42 does not know it. */
  private static final String KEEP = "keep_firing_for: 10m";

  private static final String BASE =
      "{{ with query `hangup:runbooks:info` }}{{ . | first | label \"base\" }}{{ end }}";

  /** Of the pages of causes, which may be those of the handbook. */
  private static final String HELP = BASE.replace("base", "help");

  /** The people a violation hits are few; below this it can wait for the morning. */
  private static final int FEW_VIOLATIONS = 10;

  private AlertRules() {}

  static String alerts() {
    StringBuilder rules =
        new StringBuilder(
            """
            # Alerts on how WebSocket connections end. They need the other files of this folder; thresholds are in
            # hangup-thresholds.yml, what is asked in hangup-recording.yml. %s.
            #
            # critical: a hundred people in five minutes, or thirty who are half of all. warning: fewer, or slower.
            # info: to be read in the morning. An alert without http_route is about several routes of a service.
            groups:
              - name: hangup-alerts
                rules:
            """
                .formatted(RecordingRules.WRITTEN));
    Map<String, String> blocks = new LinkedHashMap<>();
    for (Signal signal : Signal.values()) {
      if (!signal.sudden().equals(Signal.Sudden.NEVER)) {
        blocks.putIfAbsent(signal.alert(), severities(signal));
      }
    }
    blocks.values().forEach(rules::append);
    return RecordingRules.filled(rules + BY_HAND)
        .replace("<REMEDY>", REMEDY)
        .replace("<BASE>", BASE)
        .replace("<HELP>", HELP)
        .replace("<KEEP>", KEEP);
  }

  private static String severities(Signal signal) {
    String critical = block(signal, "critical", expression(signal, "crowd"));
    String alarm = expression(signal, "alarm");
    if (!signal.alert().equals(Signal.PROTOCOL_ERROR.alert())) {
      return critical + block(signal, "warning", alarm);
    }
    return critical
        + block(signal, "warning", "(\n" + alarm.indent(2) + ") >= " + FEW_VIOLATIONS + "\n")
        + block(signal, "info", alarm);
  }

  /** The number of connections, by what the alert names. */
  private static String expression(Signal signal, String which) {
    String series = "hangup:bad:" + which;
    return switch (signal) {
      case ABNORMAL -> ABNORMAL.replace("<SERIES>", series);
      case CODE ->
          """
          sum by (<ROUTE>, websocket_close_code) (%s{kind="code"})
          """
              .formatted(series);
      case PROTOCOL_ERROR, INVALID_PAYLOAD ->
          """
          sum by (<ROUTE>, websocket_close_cause) (
            %s{websocket_close_cause=~"protocol_error|invalid_payload"}
          )
          """
              .formatted(series);
      default ->
          """
          sum by (<ROUTE>, websocket_close_cause) (%s{websocket_close_cause="%s"})
          """
              .formatted(series, signal.cause());
    };
  }

  /**
   * Of all that broke, the causes that make up a fifth of it, but for those that have an alert of
   * their own which is firing.
   */
  private static final String ABNORMAL =
      """
      (
        sum by (<SERVICE>, websocket_close_code, websocket_close_cause) (
          hangup:closes:increase5m{websocket_close_code="1006", websocket_close_cause!="shutdown"}
        )
          >= on (<SERVICE>) group_left ()
        (0.2 * <SERIES>{kind="abnormal", level="service"})
          or
        sum by (<ROUTE>, websocket_close_code, websocket_close_cause) (
          hangup:closes:increase5m{websocket_close_code="1006", websocket_close_cause!="shutdown"}
        )
          >= on (<ROUTE>) group_left ()
        (0.2 * <SERIES>{kind="abnormal", level="route"})
      )
        unless on (<ROUTE>, websocket_close_cause)
      hangup:bad:alarm{kind="cause"}
      """;

  private static String block(Signal signal, String severity, String expression) {
    boolean code = signal == Signal.CODE;
    return BLOCK
        .replace("<SEVERITY>", severity)
        .replace("<SUMMARY>", signal.summary())
        .replace("<WORDS>", signal.words())
        .replace("<NAMED>", code ? CODE_NAMED : "cause {{ $labels.websocket_close_cause }}")
        .replace("<LABEL>", code ? "code" : "cause")
        .replace("<REMEDY>", code ? CODE_REMEDY : REMEDY)
        .replace("<RUNBOOK>", code ? "<BASE>/alerts.html#<SECTION>" : RUNBOOK)
        .replace("<ALERT>", signal.alert())
        .replace("<SECTION>", signal.alert().toLowerCase(Locale.ROOT))
        .replace("<EXPRESSION>\n", expression.indent(10).stripTrailing() + "\n");
  }

  private static final String CODE_NAMED =
      "code {{ $labels.websocket_close_code }}, the cause is what the application means by it";

  /** The page of the cause, where the close knowledge has one. */
  private static final String RUNBOOK =
      "{{ if printf `hangup:cause:info{websocket_close_cause=\"%s\"}` $labels.websocket_close_cause | query }}"
          + "<HELP>/cause/{{ $labels.websocket_close_cause }}.html#how-to-fix-it"
          + "{{ else }}<BASE>/alerts.html#<SECTION>{{ end }}";

  private static final String REMEDY =
      "{{ with printf `hangup:cause:info{websocket_close_cause=\"%s\"}` $labels.websocket_close_cause | query }}"
          + "{{ . | first | label \"remediation\" }}{{ else }}See the page.{{ end }}";

  private static final String CODE_REMEDY =
      "Look the code up where it is sent, and read the reason in the Close frame: the trace has it.";

  private static final String BLOCK =
      """
            - alert: <ALERT>
              expr: |
      <EXPRESSION>
              for: 1m
              <KEEP>
              labels:
                severity: <SEVERITY>
              annotations:
                summary: "{{ with $labels.http_route }}{{ . }}{{ else }}{{ $labels.job }}, several routes,{{ end }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): <SUMMARY>"
                description: >-
                  {{ printf `%.0f` $value }} connections <WORDS> in five minutes, <NAMED>; that is more than usual, and more than a
                  service may lose.
                  {{ with printf `topk(3, sum by (http_route) (hangup:closes:increase5m{cluster=%q, environment=%q, namespace=%q, job=%q, websocket_role=%q, websocket_stack=%q, websocket_close_<LABEL>=%q})) > 0` $labels.cluster $labels.environment $labels.namespace $labels.job $labels.websocket_role $labels.websocket_stack $labels.websocket_close_<LABEL> | query }}Most on{{ range . }} {{ .Labels.http_route }} ({{ printf `%.0f` .Value }}){{ end }}.{{ end }}
                remediation: >-
                  <REMEDY>
                runbook_url: >-
                  <RUNBOOK>

      """;

  private static final String BY_HAND =
      """
            - alert: HangupIdleDrops
              # A setting on the way, which no day before excuses. Slow to come, slow to go.
              expr: |
                max by (<ROUTE>, websocket_close_cause) (hangup:bad:standing{websocket_close_cause="idle_drop", level="route"})
              for: 5m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): silent connections are cut"
                description: "More than a fifth of the connections that end on {{ $labels.http_route }} end after a silent spell and without a Close frame, cause {{ $labels.websocket_close_cause }}: {{ printf `%.0f` $value }} in the last hour. That is what the time-out of a proxy, load balancer or firewall looks like."
                remediation: >-
                  <REMEDY>
                runbook_url: >-
                  {{ if printf `hangup:cause:info{websocket_close_cause="%s"}` $labels.websocket_close_cause | query }}<HELP>/cause/{{ $labels.websocket_close_cause }}.html#how-to-fix-it{{ else }}<BASE>/alerts.html#hangupidledrops{{ end }}

            - alert: HangupMaxAge
              expr: |
                max by (<ROUTE>, websocket_close_cause) (hangup:bad:standing{websocket_close_cause="max_age", level="route"})
              for: 5m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): connections are cut at the same age"
                description: "More than a fifth of the connections that end on {{ $labels.http_route }} are cut at one and the same age with traffic until the end, cause {{ $labels.websocket_close_cause }}: {{ printf `%.0f` $value }} in the last hour. That is a limit on the age of a connection, not on its silence: pings do not help."
                remediation: >-
                  <REMEDY>
                runbook_url: >-
                  {{ if printf `hangup:cause:info{websocket_close_cause="%s"}` $labels.websocket_close_cause | query }}<HELP>/cause/{{ $labels.websocket_close_cause }}.html#how-to-fix-it{{ else }}<BASE>/alerts.html#hangupmaxage{{ end }}

            - alert: HangupLossesCreepUp
              # Two windows again, six hours and half an hour, and a lower share: too slow to be seen in five minutes.
              expr: |
                max by (<ROUTE>) (hangup:bad:creeping{level="route"})
              for: 15m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): more and more connections break"
                description: "{{ printf `%.0f` $value }} connections on {{ $labels.http_route }} ended with 1006 in the last hour. Over half an hour and over six the share is twice what is usual. The causes are on the dashboard."
                remediation: "Look at what changed over the last hours: a roll-out by steps, a pool or a disk that fills, a network that gets worse. The dashboard's panel by cause says where to go on."
                runbook_url: >-
                  <BASE>/alerts.html#hanguplossescreepup

            - alert: HangupMostEndsAbnormal
              # However long it has been so.
              expr: |
                max by (<ROUTE>) (hangup:bad:standing{kind="abnormal", level="route"})
              for: 15m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): nearly half of all connections break"
                description: "{{ printf `%.0f` $value }} connections on {{ $labels.http_route }} ended with 1006 in the last hour, nearly half of all or more; it may have been so for long. The causes are on the dashboard."
                remediation: "Find the cause that makes up most of it. Where clients of this service cannot do better, as phones that go to sleep, write what is no alarm into hangup:tolerated:share."
                runbook_url: >-
                  <BASE>/alerts.html#hangupmostendsabnormal

            - alert: HangupReconnectStorm
              # Many more handshakes than connections that ended as they should, and at least half of them make up for a
              # connection that was lost or refused: a launch or a roll-out opens many as well, and is none.
              expr: |
                hangup:losses:increase5m
                  >= on (<ROUTE>) group_left ()
                0.2 * (
                  sum by (<ROUTE>) (hangup:losses:increase5m)
                    and
                  (
                    sum by (<ROUTE>) (hangup:handshakes:increase5m) >= 60
                      <
                    2 * sum by (<ROUTE>) (hangup:losses:increase5m)
                  )
                    unless
                  sum by (<ROUTE>) (hangup:handshakes:increase5m)
                    <=
                  3 * sum by (<ROUTE>) (hangup:closes:increase5m{websocket_close_cause=~"<MEANT>"})
                )
              for: 2m
              <KEEP>
              labels:
                severity: critical
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): clients reconnect in a storm"
                description: "{{ printf `%.0f` $value }} connections on {{ $labels.http_route }} were lost or refused in five minutes ({{ with $labels.websocket_close_cause }}cause {{ . }}{{ else }}handshakes failed with {{ $labels.error_type }}{{ end }}), and clients open new ones at once."
                remediation: >-
                  Let clients reconnect with exponential backoff and jitter.
                  {{ with $labels.websocket_close_cause }}{{ with printf `hangup:cause:info{websocket_close_cause="%s"}` . | query }}{{ . | first | label "remediation" }}{{ end }}{{ else }}Look for what refuses the handshakes.{{ end }}
                runbook_url: >-
                  <BASE>/alerts.html#hangupreconnectstorm

            - alert: HangupOneBadInstance
              # One of several loses three times the share that the others lose together, and goes on doing so.
              expr: |
                hangup:instance:lost5m
                  and
                hangup:instance:lost5m / hangup:instance:ends5m >= scalar(hangup:threshold:share{kind="abnormal"})
                  and
                (
                  hangup:instance:lost5m >= scalar(hangup:threshold:floor{kind="abnormal"})
                    or
                  hangup:instance:lost5m >= scalar(hangup:threshold:fewest)
                    and on (<SERVICE>, instance)
                  (
                    hangup:instance:lost5m
                      >= on (<SERVICE>, instance) group_left ()
                    (scalar(hangup:threshold:part) * sum by (<SERVICE>, instance) (max_over_time(websocket_active_connections[15m])))
                  )
                )
                  and
                (sum by (<SERVICE>) (hangup:instance:ends5m) - on (<SERVICE>) group_right () hangup:instance:ends5m) >= 10
                  and
                hangup:instance:lost5m * (sum by (<SERVICE>) (hangup:instance:ends5m) - on (<SERVICE>) group_right () hangup:instance:ends5m)
                  >=
                3 * hangup:instance:ends5m * (sum by (<SERVICE>) (hangup:instance:lost5m) - on (<SERVICE>) group_right () hangup:instance:lost5m)
              for: 5m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ with $labels.pod }}{{ . }}{{ else }}{{ $labels.instance }}{{ end }} of {{ $labels.job }} loses connections, the others do not"
                description: "{{ printf `%.0f` $value }} connections of {{ $labels.job }} ({{ $labels.websocket_stack }}, {{ $labels.websocket_role }}) were lost or failed in five minutes at {{ $labels.instance }} alone, on all routes: three times the share of all other instances together. The causes are on the dashboard, with this instance chosen."
                remediation: "Take this instance out of the load balancer, keep its log and a thread dump, and let it be replaced. Then look at its node: memory, network, what else runs there."
                runbook_url: >-
                  <BASE>/alerts.html#hanguponebadinstance

            - alert: HangupJvmStandsStill
              # Silent with agents that do not count stalls yet.
              expr: |
                sum by (<SERVICE>, instance, pod, websocket_local_stall_kind) (increase(websocket_local_stalls_total[15m]))
                  >= scalar(hangup:threshold:stalls)
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ with $labels.pod }}{{ . }}{{ else }}{{ $labels.instance }}{{ end }} of {{ $labels.job }} stands still again and again"
                description: "{{ printf `%.0f` $value }} times in a quarter of an hour {{ with $labels.websocket_local_stall_kind }}({{ . }}) {{ end }}at {{ $labels.instance }}, for all routes on {{ $labels.websocket_stack }}. Connections that end of it have the cause local_stall."
                remediation: "Look at garbage collection, the CPU limit of the container and work that blocks an event loop or a handler at this time; a thread dump says which."
                runbook_url: >-
                  <BASE>/alerts.html#hangupjvmstandsstill

            - alert: HangupConnectionsOverdue
              # Open and as good as dead. Silent with agents that do not count them yet.
              expr: |
                sum by (<ROUTE>, websocket_overdue) (websocket_connections_overdue) >= scalar(hangup:threshold:floor{kind="abnormal"})
                  or
                sum by (<ROUTE>, websocket_overdue) (websocket_connections_overdue) >= scalar(hangup:threshold:fewest)
                  and on (<ROUTE>)
                (
                  sum by (<ROUTE>) (websocket_connections_overdue)
                    >= scalar(hangup:threshold:part) * sum by (<ROUTE>) (websocket_active_connections)
                )
              for: 10m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): connections are open and as good as dead"
                description: "{{ printf `%.0f` $value }} connections on {{ $labels.http_route }} are overdue ({{ $labels.websocket_overdue }}) for ten minutes: a Close frame, a ping or a handshake that nobody answers. They have not ended, so there is no cause and no span yet."
                remediation: "Set a time-out for the closing handshake and for pongs, so that dead connections are let go; then look for what holds them."
                runbook_url: >-
                  <BASE>/alerts.html#hangupconnectionsoverdue

            - alert: HangupSendBacklog
              # Silent where the stack does not tell, and with agents that do not ask it yet.
              expr: |
                sum by (<ROUTE>) (min_over_time(websocket_send_pending_bytes[10m])) > scalar(hangup:threshold:backlog)
              for: 5m
              <KEEP>
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.http_route }} on {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}): messages pile up that peers do not take"
                description: "{{ $value | humanize1024 }}B wait to be sent on {{ $labels.http_route }} and have not become fewer for ten minutes. If nothing changes, connections end with the cause slow_consumer, or the heap is full first."
                remediation: "Send less to those who are slow: drop or merge messages, or give each connection a limit and close those beyond it with 1013 or a code of your own."
                runbook_url: >-
                  <BASE>/alerts.html#hangupsendbacklog

            - alert: HangupTelemetrySilent
              # A whole service that reported within the last hour and does so no more, or one instance of it that Prometheus
              # is still told to scrape. Instances that are gone for good, as after a roll-out, are not missed, nor is one
              # that was started anew and that nobody has talked to yet: its page says that the agent is there.
              expr: |
                (
                  group by (<SERVICE>) (last_over_time(websocket_active_connections[1h]))
                    unless on (<SERVICE>)
                  websocket_active_connections
                    unless on (<SCOPE>)
                  target_info{telemetry_distro_name="hangup"}
                )
                  or
                (
                  group by (<SERVICE>, instance) (last_over_time(websocket_active_connections[1h]))
                    and on (<SCOPE>, instance) up
                    and on (<SERVICE>) websocket_active_connections
                    unless on (<SERVICE>, instance) websocket_active_connections
                    unless on (<SCOPE>, instance) target_info{telemetry_distro_name="hangup"}
                )
              for: 5m
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.job }}{{ with $labels.instance }} at {{ . }}{{ end }}: no telemetry of {{ $labels.websocket_stack }} ({{ $labels.websocket_role }}) any more"
                description: "All routes on {{ $labels.websocket_stack }} of {{ $labels.job }}{{ with $labels.instance }} at {{ . }}{{ end }} have reported nothing for five minutes, though they did within the last hour. The cause is not known to Prometheus: the JVM is gone, runs without the agent, or cannot be scraped."
                remediation: "Look whether the JVM runs and its first lines on standard error say that hangup exports metrics; then fetch its /metrics by hand from where Prometheus runs, or look at the collector's log."
                runbook_url: >-
                  <BASE>/alerts.html#hanguptelemetrysilent

            - alert: HangupTelemetryOverflow
              expr: |
                count by (<SERVICE>, instance, pod) ({__name__=~"websocket_.+", otel_metric_overflow="true"})
              for: 5m
              labels:
                severity: warning
              annotations:
                summary: "{{ $labels.job }} at {{ $labels.instance }}: more series than fit, some are counted together"
                description: "{{ printf `%.0f` $value }} series of {{ $labels.job }} at {{ $labels.instance }} hold what was too much: route, code, cause, and perhaps websocket_stack are unknown there. All routes may be told too low, and the alerts on causes with them."
                remediation: "Look which label has too many values, most often http_route: write patterns for your routes into hangup.routes."
                runbook_url: >-
                  <BASE>/alerts.html#hanguptelemetryoverflow

            - alert: HangupSpansSuppressed
              # A counter that was not there a quarter of an hour ago counts in full.
              expr: |
                sum by (<SCOPE>, instance, pod, websocket_role, websocket_stack) (
                  (websocket_spans_suppressed_total unless websocket_spans_suppressed_total offset 15m)
                    or
                  increase(websocket_spans_suppressed_total[15m])
                ) > 0
              labels:
                severity: info
              annotations:
                summary: "{{ $labels.job }} at {{ $labels.instance }}: connections end faster than spans may be made"
                description: "About {{ printf `%.0f` $value }} connections of all routes on {{ $labels.websocket_stack }} ended in a quarter of an hour without a span, since so many ended at once; counters are exact all the same, by route and cause."
                remediation: "Go by the metrics. Where every connection's span is wanted raise hangup.abnormal.spans.per.second and hangup.spans.per.second."
                runbook_url: >-
                  <BASE>/alerts.html#hangupspanssuppressed
      """;
}
