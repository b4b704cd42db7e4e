// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The thresholds and the recording rules, as files for Prometheus. */
final class RecordingRules {

  static final String WRITTEN = "Written by runbooks/generate";

  /** What tells one environment, and in it one service, from another: kept in every rule. */
  private static final List<String> SCOPE = List.of("cluster", "environment", "namespace", "job");

  /** Ends that somebody meant. */
  static final String MEANT = "normal|going_away|idle_timeout_local|application|restart|shutdown";

  private RecordingRules() {}

  static String scope() {
    return String.join(", ", SCOPE);
  }

  /** Fills in the lists of labels that all rules share. */
  static String filled(String rules) {
    String service = scope() + ", websocket_role, websocket_stack";
    return rules
        .replace("<SCOPE>", scope())
        .replace("<SERVICE>", service)
        .replace("<ROUTE>", service + ", http_route")
        .replace("<MEANT>", MEANT);
  }

  static String thresholds() {
    StringBuilder rules =
        new StringBuilder(
            """
            # Every threshold of the alerts, as series: change a number here and reload, nothing else.
            # %s from Signal.java.
            groups:
              - name: hangup-thresholds
                rules:
                  # Where the runbooks are read, without a slash at the end. Alerts and the dashboard's links take it
                  # from here. help: where an alert's page of a cause is; with hangup.help.url that address and a
                  # language, such as https://example.org/handbook/en, so that alerts and spans lead to the same.
                  - record: hangup:runbooks:info
                    expr: vector(1)
                    labels:
                      base: http://localhost:8090
                      help: http://localhost:8090

                  # A service of whose ends more are lost than the thresholds allow, and which is well all the same:
                  # name it, with the share that is no alarm. The name below is nobody's.
                  - record: hangup:tolerated:share
                    expr: vector(0.3)
                    labels: {job: an-example}

            """
                .formatted(WRITTEN));
    for (Map.Entry<String, List<String>> shared : shared().entrySet()) {
      rules
          .append("      # ")
          .append(shared.getValue().get(1))
          .append("\n      - {record: hangup:threshold:")
          .append(shared.getKey())
          .append(", expr: vector(")
          .append(shared.getValue().get(0))
          .append(")}\n");
    }
    column(rules, "floor", "So many connections in five minutes.");
    column(rules, "share", "So much of all that ended in five minutes.");
    column(rules, "rise", "So many times what is usual; 0 where what is usual is no excuse.");
    column(rules, "unknown", "The share while nothing is known of a service yet.");
    column(rules, "standing", "So much of half an hour's ends, however long it has been so.");
    return rules.toString();
  }

  private static Map<String, List<String>> shared() {
    Map<String, List<String>> shared = new TreeMap<>();
    shared.put("fewest", List.of("3", "Fewer are never an alarm by their part of those open."));
    shared.put("part", List.of("0.2", "So many of those open are as good as the floor."));
    shared.put("crowd", List.of("100", "So many people are hit in five minutes: critical."));
    shared.put("group", List.of("30", "So many are critical too where they are half of all."));
    shared.put("half", List.of("0.5", "What \"half of those open\" is."));
    shared.put("hour", List.of("0.1", "So much of the share must hold over the hour as well."));
    shared.put("cap", List.of("0.5", "No share that is asked for is higher than this."));
    shared.put("leap", List.of("5", "Where the cap holds: so many times the usual number."));
    shared.put("spread", List.of("4", "In so many five minutes of an hour, else it is a burst."));
    shared.put("creep", List.of("0.03", "A share of 1006 over half an hour and six hours ..."));
    shared.put("creeprise", List.of("2", "... and so many times the usual one: it creeps up."));
    shared.put("known", List.of("24", "So many samples, five minutes apart, until one is usual."));
    shared.put("stalls", List.of("5", "So many stalls of one JVM in a quarter of an hour."));
    shared.put("backlog", List.of("64e6", "Bytes nobody could get rid of for ten minutes."));
    return shared;
  }

  private static void column(StringBuilder rules, String name, String what) {
    rules.append("\n      # ").append(what).append('\n');
    for (Signal signal : Signal.values()) {
      String value = value(signal, name);
      if (!value.isEmpty()) {
        rules
            .append("      - {record: hangup:threshold:")
            .append(name)
            .append(", expr: vector(")
            .append(value)
            .append("), labels: {")
            .append(signal.labels())
            .append("}}\n");
      }
    }
  }

  private static String value(Signal signal, String column) {
    Signal.Sudden sudden = signal.sudden();
    if (column.equals("floor")) {
      return Integer.toString(sudden.floor());
    }
    if (column.equals("standing")) {
      return signal.standing() == 0 ? "" : number(signal.standing());
    }
    if (sudden.equals(Signal.Sudden.NEVER)) {
      return "";
    }
    return number(
        switch (column) {
          case "share" -> sudden.share();
          case "rise" -> sudden.rise();
          default -> sudden.unknown();
        });
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  static String recording() {
    return filled(RULES.replace("<WRITTEN>", WRITTEN).replace("<CAUSES>", causes()));
  }

  private static String causes() {
    return String.join("|", Signal.causes());
  }

  private static final String RULES =
      """
      # What the alerts and the dashboard ask again and again. Load it together with the other files here. <WRITTEN>.
      #
      # Words: a service is a job on one stack in one role, in its namespace, cluster and environment. A bad end is
      # one of a kind that is watched: "abnormal" (every 1006), "cause" (one cause), "code" (one code that is no plain
      # end). All is told twice: level="route", and level="service", all routes of a service together.
      groups:
        - name: hangup-recording
          rules:
            # Closes in the last five minutes. A counter that was not there before begins with its first close, or its
            # first two hundred, and increase() does not see those. So a series counts in full that has fewer samples
            # than its target had scrapes: it was born before our eyes. Without this the first burst of a code nobody
            # has seen yet goes unnoticed; and a JVM that was just found keeps what it counted before to itself.
            - record: hangup:closes:increase5m
              expr: |
                sum by (<ROUTE>, websocket_close_code, websocket_close_cause, websocket_close_initiator) (
                    websocket_closes_total and (
                      count_over_time(websocket_closes_total[5m])
                        < on (<SCOPE>, instance) group_left ()
                      max by (<SCOPE>, instance) (sum_over_time(up[5m]) or count_over_time(target_info[5m]))
                    )
                  or
                    increase(websocket_closes_total[5m])
                )

            - record: hangup:ends:increase5m
              expr: sum by (<ROUTE>) (hangup:closes:increase5m)
              labels: {level: route}
            - record: hangup:ends:increase5m
              expr: sum by (<SERVICE>) (hangup:closes:increase5m)
              labels: {level: service}

            - record: hangup:bad:increase5m
              expr: |
                sum by (<ROUTE>) (
                  hangup:closes:increase5m{websocket_close_code="1006", websocket_close_cause!="shutdown"}
                )
              labels: {kind: abnormal, level: route}
            - record: hangup:bad:increase5m
              expr: |
                sum by (<SERVICE>) (
                  hangup:closes:increase5m{websocket_close_code="1006", websocket_close_cause!="shutdown"}
                )
              labels: {kind: abnormal, level: service}
            - record: hangup:bad:increase5m
              expr: |
                sum by (<ROUTE>, websocket_close_cause) (
                  hangup:closes:increase5m{websocket_close_cause=~"<CAUSES>"}
                )
              labels: {kind: cause, level: route}
            - record: hangup:bad:increase5m
              expr: |
                sum by (<SERVICE>, websocket_close_cause) (
                  hangup:closes:increase5m{websocket_close_cause=~"<CAUSES>"}
                )
              labels: {kind: cause, level: service}
            - record: hangup:bad:increase5m
              expr: |
                sum by (<ROUTE>, websocket_close_code) (
                  hangup:closes:increase5m{
                    websocket_close_code!~"1000|1001|1002|1005|1006|1007|1009|1011",
                    websocket_close_cause!~"normal|going_away|idle_timeout_local|restart|shutdown|close_timeout|<CAUSES>"
                  }
                )
              labels: {kind: code, level: route}
            - record: hangup:bad:increase5m
              expr: |
                sum by (<SERVICE>, websocket_close_code) (
                  hangup:closes:increase5m{
                    websocket_close_code!~"1000|1001|1002|1005|1006|1007|1009|1011",
                    websocket_close_cause!~"normal|going_away|idle_timeout_local|restart|shutdown|close_timeout|<CAUSES>"
                  }
                )
              labels: {kind: code, level: service}

            # The most that were open in the last quarter of an hour.
            - record: hangup:open:max15m
              expr: sum by (<ROUTE>) (max_over_time(websocket_active_connections[15m]))
              labels: {level: route}
            - record: hangup:open:max15m
              expr: sum by (<SERVICE>) (max_over_time(websocket_active_connections[15m]))
              labels: {level: service}

            # What part of all ends was bad. Five minutes overlap, so over a longer time they are summed up; the
            # number of overlaps is the same above and below. A burst counts in the hour at once.
            - record: hangup:bad:share5m
              expr: hangup:bad:increase5m / on (<ROUTE>, level) group_left () hangup:ends:increase5m
            - record: hangup:bad:share30m
              expr: |
                sum_over_time(hangup:bad:increase5m[30m:1m])
                  / on (<ROUTE>, level) group_left ()
                sum_over_time(hangup:ends:increase5m[30m:1m])
            - record: hangup:bad:increase1h
              expr: |
                hangup:bad:increase5m > sum_over_time(hangup:bad:increase5m[1h:1m]) / 5
                  or
                sum_over_time(hangup:bad:increase5m[1h:1m]) / 5
            - record: hangup:bad:share1h
              expr: |
                hangup:bad:increase1h
                  / on (<ROUTE>, level) group_left ()
                (sum_over_time(hangup:ends:increase5m[1h:1m]) / 5)
            - record: hangup:bad:share2h
              expr: |
                sum_over_time(hangup:bad:increase5m[2h:5m])
                  / on (<ROUTE>, level) group_left ()
                sum_over_time(hangup:ends:increase5m[2h:5m])
            - record: hangup:bad:share6h
              expr: |
                sum_over_time(hangup:bad:increase5m[6h:5m])
                  / on (<ROUTE>, level) group_left ()
                sum_over_time(hangup:ends:increase5m[6h:5m])

            # The share that is usual, by the group below; where a service has had no ends at all it is none.
            - record: hangup:usual:share
              expr: hangup:usual:bad5m / (hangup:usual:ends5m > 0) or 0 * hangup:usual:bad5m

            # The share from which on it is an alarm: the threshold, or so many times what is usual, whichever is
            # higher. What is new to a service that is known is usual nowhere; a new service may lose more at first.
            - record: hangup:bad:limit
              expr: |
                hangup:usual:share * on (kind, websocket_close_cause) group_left () hangup:threshold:rise
                  > on (kind, websocket_close_cause) group_left ()
                hangup:threshold:share
                  or
                0 * hangup:usual:share + on (kind, websocket_close_cause) group_left () hangup:threshold:share
                  or
                0 * hangup:bad:increase5m + on (kind, websocket_close_cause) group_left () hangup:threshold:share
                  and on (<ROUTE>, level)
                hangup:ends:samples > 1 + scalar(hangup:threshold:known)
                  or
                0 * hangup:bad:increase5m + on (kind, websocket_close_cause) group_left () hangup:threshold:unknown
            # And no more than the cap; and what somebody has written down for a service.
            - record: hangup:bad:asked
              expr: |
                0 * (hangup:bad:limit{kind="abnormal"} < on (job) group_left () max by (job) (hangup:tolerated:share))
                  + on (job) group_left () max by (job) (hangup:tolerated:share)
                  or
                clamp_max(hangup:bad:limit, scalar(hangup:threshold:cap))

            # A burst like those of each of the three hours before, with calm between them, is a habit.
            - record: hangup:bad:habit
              expr: |
                hangup:bad:increase5m <= 1.5 * max_over_time(hangup:bad:increase5m[1h] offset 10m)
                  and
                hangup:bad:increase5m <= 1.5 * max_over_time(hangup:bad:increase5m[1h] offset 70m)
                  and
                hangup:bad:increase5m <= 1.5 * max_over_time(hangup:bad:increase5m[1h] offset 130m)
                  and
                hangup:bad:increase5m > 5 * quantile_over_time(0.5, hangup:bad:increase5m[3h:5m])

            # Alarms within minutes: the share over five minutes and a part of it over the hour; so many connections,
            # or so many of those open; and where the share is as high as can be, a leap in number.
            - record: hangup:bad:sudden
              expr: |
                hangup:bad:increase5m
                  and
                hangup:bad:share5m >= hangup:bad:asked
                  and
                hangup:bad:share1h >= scalar(hangup:threshold:hour) * hangup:bad:asked
                  and
                (
                  hangup:bad:increase5m >= on (kind, websocket_close_cause) group_left () hangup:threshold:floor
                    or
                  hangup:bad:increase5m >= scalar(hangup:threshold:fewest)
                    and
                  hangup:bad:increase5m
                    >= on (<ROUTE>, level) group_left ()
                  (scalar(hangup:threshold:part) * hangup:open:max15m)
                )
                  unless
                (
                  hangup:bad:increase5m < scalar(hangup:threshold:leap) * hangup:usual:bad5m
                    and
                  hangup:bad:limit > scalar(hangup:threshold:cap)
                )
                  unless
                hangup:bad:habit

            # The last hour's, where they do not come in one burst.
            - record: hangup:bad:spread1h
              expr: |
                hangup:bad:increase1h
                  and
                sum_over_time((hangup:bad:increase5m > bool 0)[1h:5m]) >= scalar(hangup:threshold:spread)

            # Slower than that: it creeps up over hours.
            - record: hangup:bad:creeping
              expr: |
                hangup:bad:spread1h{kind="abnormal"}
                  and
                hangup:bad:share30m >= scalar(hangup:threshold:creep)
                  and
                hangup:bad:share6h >= scalar(hangup:threshold:creep)
                  and
                hangup:bad:share30m >= scalar(hangup:threshold:creeprise) * hangup:usual:share
                  and
                hangup:bad:share6h >= scalar(hangup:threshold:creeprise) * hangup:usual:share
                  unless
                hangup:bad:share30m{kind="abnormal"} < on (job) group_left () max by (job) (hangup:tolerated:share)

            # Nothing new, and too much all the same.
            - record: hangup:bad:standing
              expr: |
                hangup:bad:spread1h >= on (kind, websocket_close_cause) group_left () hangup:threshold:floor
                  and
                hangup:bad:share30m >= on (kind, websocket_close_cause) group_left () hangup:threshold:standing
                  and
                hangup:bad:share2h >= on (kind, websocket_close_cause) group_left () (hangup:threshold:standing / 2)
                  unless
                hangup:bad:share30m{kind="abnormal"} < on (job) group_left () max by (job) (hangup:tolerated:share)

            # While it is an alarm nothing is learned from it.
            - record: hangup:bad:told5m
              expr: hangup:bad:increase5m and (hangup:bad:sudden or hangup:bad:creeping)
            - record: hangup:ends:told5m
              expr: 0 * hangup:bad:told5m + on (<ROUTE>, level) group_left () hangup:ends:increase5m

            # One alarm for many routes: told for the service, unless nearly all of it is one route.
            - record: hangup:bad:wide
              expr: |
                hangup:bad:sudden{level="service"}
                  unless on (<SERVICE>, kind, websocket_close_code, websocket_close_cause)
                (
                  hangup:bad:sudden{level="route"}
                    > on (<SERVICE>, kind, websocket_close_code, websocket_close_cause) group_left ()
                  (0.8 * hangup:bad:sudden{level="service"})
                )
            - record: hangup:bad:alarm
              expr: |
                hangup:bad:wide
                  or
                hangup:bad:sudden{level="route"}
                  unless on (<SERVICE>, kind, websocket_close_code, websocket_close_cause)
                hangup:bad:wide

            # Those of them that hit many people.
            - record: hangup:bad:crowd
              expr: |
                hangup:bad:alarm >= scalar(hangup:threshold:crowd)
                  or
                hangup:bad:alarm >= scalar(hangup:threshold:group)
                  and
                hangup:bad:alarm
                  >= on (<ROUTE>, level) group_left ()
                (scalar(hangup:threshold:half) * hangup:open:max15m)

            # By instance, for the one bad pod.
            - record: hangup:instance:ends5m
              expr: |
                sum by (<SERVICE>, instance, pod) (
                    websocket_closes_total and (
                      count_over_time(websocket_closes_total[5m])
                        < on (<SCOPE>, instance) group_left ()
                      max by (<SCOPE>, instance) (sum_over_time(up[5m]) or count_over_time(target_info[5m]))
                    )
                  or
                    increase(websocket_closes_total[5m])
                )
            - record: hangup:instance:lost5m
              expr: |
                sum by (<SERVICE>, instance, pod) (
                    websocket_closes_total{websocket_close_code=~"1006|1011", websocket_close_cause!="shutdown"} and (
                      count_over_time(websocket_closes_total[5m])
                        < on (<SCOPE>, instance) group_left ()
                      max by (<SCOPE>, instance) (sum_over_time(up[5m]) or count_over_time(target_info[5m]))
                    )
                  or
                    increase(websocket_closes_total{websocket_close_code=~"1006|1011", websocket_close_cause!="shutdown"}[5m])
                )

            - record: hangup:handshakes:increase5m
              expr: |
                sum by (<ROUTE>, http_response_status_code, error_type) (
                    websocket_handshakes_total and (
                      count_over_time(websocket_handshakes_total[5m])
                        < on (<SCOPE>, instance) group_left ()
                      max by (<SCOPE>, instance) (sum_over_time(up[5m]) or count_over_time(target_info[5m]))
                    )
                  or
                    increase(websocket_handshakes_total[5m])
                )

            # Connections that ended although nobody meant them to, and those that never came to be: of these
            # error_type says why, of the others websocket_close_cause.
            - record: hangup:losses:increase5m
              expr: |
                sum by (<ROUTE>, websocket_close_cause) (
                  hangup:closes:increase5m{websocket_close_cause!~"<MEANT>"}
                )
                  or
                sum by (<ROUTE>, error_type) (
                  hangup:handshakes:increase5m{error_type!=""}
                )

        # What is usual: the mean of five minutes over the last day, without those that were an alarm. So an outage
        # teaches nothing, however long it is; when a whole day was one, what was usual before it stays. Two hours
        # must be known, else nothing is usual yet.
        - name: hangup-usual
          interval: 1m
          rules:
            - record: hangup:ends:samples
              expr: count_over_time(hangup:ends:increase5m[1d:5m])
            - record: hangup:usual:samples
              expr: |
                0 * hangup:bad:increase5m
                  + on (<ROUTE>, level) group_left ()
                hangup:ends:samples
                  - (count_over_time(hangup:ends:told5m[1d:5m]) or 0 * hangup:bad:increase5m)
            - record: hangup:usual:bad5m
              expr: |
                (sum_over_time(hangup:bad:increase5m[1d:5m]) - (sum_over_time(hangup:bad:told5m[1d:5m]) or 0 * hangup:bad:increase5m))
                  / (hangup:usual:samples >= scalar(hangup:threshold:known))
                  or
                last_over_time(hangup:usual:bad5m[1d]) and hangup:bad:increase5m
            - record: hangup:usual:ends5m
              expr: |
                (
                  0 * hangup:bad:increase5m
                    + on (<ROUTE>, level) group_left ()
                  sum_over_time(hangup:ends:increase5m[1d:5m])
                    - (sum_over_time(hangup:ends:told5m[1d:5m]) or 0 * hangup:bad:increase5m)
                )
                  / (hangup:usual:samples >= scalar(hangup:threshold:known))
                  or
                last_over_time(hangup:usual:ends5m[1d]) and hangup:bad:increase5m
      """;
}
