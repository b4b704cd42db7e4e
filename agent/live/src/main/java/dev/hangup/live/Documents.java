// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.close.Account;
import dev.hangup.codec.Violation;
import dev.hangup.observer.EndedConnection.SeenViolation;
import dev.hangup.observer.JsonLine;
import dev.hangup.observer.Series;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What is live as JSON, for the command line and for a page: {@code summary}, {@code closes},
 * {@code connections} and {@code rates}. Described in this module's README; a name there keeps its
 * meaning. Written as it is read, so that no document is ever held as a whole.
 */
public final class Documents {

  /** Goes up when a name changes its meaning or goes. */
  static final int FORMAT = 1;

  private static final int WINDOW = 900;
  private static final int CLOSES = 100;
  private static final int CONNECTIONS = 200;
  private static final int MOST_CONNECTIONS = 10_000;
  private static final long SECOND = 1_000_000_000L;

  private final Live live;
  private final Teller teller;

  /**
   * Who tells.
   *
   * @param pid as this process sees itself, 0 where it cannot be told
   * @param stacks observed so far
   */
  public record Teller(String version, long pid, Supplier<Set<String>> stacks) {}

  public Documents(Live live, Teller teller) {
    this.live = live;
    this.teller = teller;
  }

  /**
   * Writes a document.
   *
   * @param query see the README
   * @return false where there is no such document, and nothing was written
   */
  public boolean write(String query, Writer out) throws IOException {
    Query asked = Query.of(query);
    JsonWriter json = new JsonWriter(out);
    switch (asked.document()) {
      case "summary" -> summary(asked, json);
      case "closes" -> closes(asked, json);
      case "connections" -> connections(asked, json);
      case "rates" -> rates(json);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void begin(JsonWriter json, String document) throws IOException {
    json.object();
    json.put("document", document);
    json.put("format", FORMAT);
    json.put("time", JsonLine.time(live.nowEpoch()));
  }

  private void summary(Query asked, JsonWriter json) throws IOException {
    begin(json, "summary");
    json.object("agent");
    json.put("version", teller.version());
    json.put("pid", teller.pid());
    json.put("java", System.getProperty("java.version"));
    json.put("vm", System.getProperty("java.vm.name"));
    json.put("language", live.settings().languageTag());
    json.put("since", JsonLine.time(live.startEpoch()));
    json.array("stacks");
    for (String stack : new TreeSet<>(teller.stacks().get())) {
      json.value(stack);
    }
    json.end().end();
    json.object("totals");
    json.put("opened", live.openedCount());
    json.put("closed", live.closedCount());
    json.put("abnormal", live.abnormalCount());
    json.put("handshakesFailed", live.failedCount());
    json.end();
    open(asked, json);
    groups(asked, json);
    json.end();
  }

  private void open(Query asked, JsonWriter json) throws IOException {
    json.array("open");
    for (OpenRoutes.Route route : OpenRoutes.of(live.open())) {
      if (asked.accepts("route", route.series().route())) {
        json.object();
        series(json, route.series());
        json.put("open", route.open());
        json.put("closing", route.closing());
        json.put("silent", route.silent());
        json.put("pingUnanswered", route.unanswered());
        json.put("handshakes", route.handshakes());
        json.seconds("usualSilence", route.usualSilence());
        json.seconds("longestSilence", route.longestSilence());
        json.seconds("oldest", route.oldest());
        json.end();
      }
    }
    json.end();
  }

  private void groups(Query asked, JsonWriter json) throws IOException {
    long now = live.second();
    int minutes = (int) ((asked.number("since", WINDOW, Tally.MINUTES * 60L) + 59) / 60);
    minutes = Math.max(1, minutes);
    long observed = now / 60 + 1;
    json.put("window", minutes * 60L);
    // Of the hour before, as much as there is.
    long before = Math.max(0, Math.min(Math.min(60, observed - minutes), Tally.MINUTES - minutes));
    json.put("before", before * 60);
    json.array("ends");
    for (Tally.Counted group : live.tally().groups(now / 60, minutes)) {
      if (asked.accepts("route", group.key().route())
          && asked.accepts("cause", group.key().cause())) {
        json.object();
        group(json, group);
        json.end();
      }
    }
    json.end();
  }

  private static void group(JsonWriter json, Tally.Counted group) throws IOException {
    End last = group.last();
    json.put("kind", group.key().handshake() ? "handshake" : "close");
    json.put("role", role(last.series()));
    json.put("stack", group.key().stack());
    json.put("route", group.key().route());
    json.put("cause", group.key().cause());
    json.put("count", group.count());
    json.put("before", group.before());
    if (group.count() > 0) {
      json.put("first", JsonLine.time(group.firstEpochNanos()));
    }
    json.put("last", JsonLine.time(last.endEpochNanos()));
    verdict(json, last);
  }

  private static void verdict(JsonWriter json, End end) throws IOException {
    json.put("abnormal", end.error());
    if (end.code() > 0) {
      json.put(end.isHandshake() ? "status" : "code", end.code());
    }
    if (!end.isHandshake()) {
      json.put("name", end.name());
    }
    json.put("rule", end.rule());
    json.put("evidence", end.evidence());
    json.put("remediation", end.remediation());
  }

  private void closes(Query asked, JsonWriter json) throws IOException {
    begin(json, "closes");
    json.put("newest", live.ends().taken());
    json.array("ends");
    long limit = asked.number("limit", CLOSES, Live.ENDS);
    long only = asked.number("number", 0, Long.MAX_VALUE);
    boolean brief = asked.asks("brief");
    long after = asked.number("after", 0, Long.MAX_VALUE);
    long since = asked.number("since", Long.MAX_VALUE / SECOND, Long.MAX_VALUE / SECOND);
    long from = live.nowEpoch() - since * SECOND;
    for (Ring.Numbered<End> each : live.ends().newestFirst()) {
      End end = each.value();
      if (limit == 0 || each.number() <= after) {
        break;
      }
      if ((since == Long.MAX_VALUE / SECOND || end.endEpochNanos() >= from)
          && (only == 0 || only == each.number())
          && wants(asked, end)) {
        limit--;
        json.object();
        end(json, each.number(), end, brief);
        json.end();
      }
    }
    json.end().end();
  }

  private static boolean wants(Query asked, End end) {
    return asked.accepts("route", end.series().route())
        && asked.accepts("cause", end.cause())
        && asked.accepts("stack", end.series().stack())
        && asked.accepts("code", Integer.toString(end.code()))
        && (!asked.asks("abnormal") || end.error());
  }

  private static void end(JsonWriter json, long number, End end, boolean brief) throws IOException {
    json.put("number", number);
    json.put("kind", end.isHandshake() ? "handshake" : "close");
    json.put("time", JsonLine.time(end.endEpochNanos()));
    series(json, end.series());
    json.put("cause", end.cause());
    verdict(json, end);
    origin(json, end.origin());
    json.seconds("duration", end.endEpochNanos() - end.startEpochNanos());
    End.Close close = end.close();
    if (close != null) {
      close(json, close);
      if (!brief) {
        violations(json, close.violations());
        frames(json, close.lastFrames());
      }
    }
  }

  private static void close(JsonWriter json, End.Close close) throws IOException {
    Account account = close.account();
    json.put("initiator", close.diagnosis().initiator().id());
    json.put("clean", close.diagnosis().clean());
    if (account.incomplete()) {
      json.put("incomplete", true);
    }
    closeFrames(json, account);
    json.seconds("idle", account.silence());
    direction(json.object("received"), account.received());
    direction(json.object("sent"), account.sent());
    json.object("pings");
    json.put("sent", account.pings().sent());
    json.put("unanswered", account.pings().unanswered());
    if (close.lastPing() >= 0) {
      json.seconds("last", close.lastPing());
      json.seconds("slowest", close.slowestPing());
    }
    json.end();
  }

  private static void closeFrames(JsonWriter json, Account account) throws IOException {
    Account.CloseFrame sent = account.sentClose();
    Account.CloseFrame received = account.receivedClose();
    if (sent != null && sent.code() >= 0) {
      json.put("sentCode", sent.code());
    }
    if (received != null && received.code() >= 0) {
      json.put("receivedCode", received.code());
    }
    Account.CloseFrame first = account.firstClose();
    json.put("reason", first == null ? null : first.reason());
  }

  private static void direction(JsonWriter json, Account.Direction direction) throws IOException {
    json.put("frames", direction.frames());
    json.put("messages", direction.messages());
    json.put("bytes", direction.bytes());
    json.seconds("silence", direction.silence());
    json.put("maxFrame", direction.maxFrame());
    json.put("maxMessage", direction.maxMessage());
    json.end();
  }

  private static void violations(JsonWriter json, List<SeenViolation> all) throws IOException {
    if (all.isEmpty()) {
      return;
    }
    json.array("violations");
    for (SeenViolation seen : all) {
      Violation violation = seen.violation();
      json.object();
      json.put("received", seen.received());
      json.put("time", JsonLine.time(seen.epochNanos()));
      json.put("rule", violation.rule().id());
      json.put("section", violation.rule().section());
      json.put("frame", violation.frameIndex());
      json.put("offset", violation.byteOffset());
      json.end();
    }
    json.end();
  }

  /** Headers, in the order of time; never payload. */
  private static void frames(JsonWriter json, Frames frames) throws IOException {
    if (frames.count() == 0) {
      return;
    }
    json.array("lastFrames");
    for (int i = 0; i < frames.count(); i++) {
      json.object();
      json.put("received", frames.received(i));
      json.put("opcode", frames.firstByte(i) & 15);
      json.put("fin", (frames.firstByte(i) & 0x80) != 0);
      json.put("rsv", frames.firstByte(i) >> 4 & 7);
      json.put("size", frames.length(i));
      json.put("time", JsonLine.time(frames.epochNanos(i)));
      json.end();
    }
    json.end();
  }

  private static void origin(JsonWriter json, Origin origin) throws IOException {
    json.put("stackVersion", origin.stackVersion());
    json.put("framework", origin.framework());
    json.put("path", origin.path());
    json.put("connection", origin.connectionId());
    json.put("trace", origin.trace());
    json.put("peer", origin.peer());
    json.put("client", origin.client());
    json.put("subprotocol", origin.subprotocol());
    json.put("extensions", origin.extensions());
  }

  private static void series(JsonWriter json, Series series) throws IOException {
    json.put("role", role(series));
    json.put("stack", series.stack());
    json.put("route", series.route());
  }

  private static String role(Series series) {
    return series.role().name().toLowerCase(Locale.ROOT);
  }

  private void connections(Query asked, JsonWriter json) throws IOException {
    begin(json, "connections");
    List<OpenLook> wanted = new ArrayList<>();
    OpenLook.all(
        live.open(),
        look -> {
          if (accepts(asked, look)) {
            wanted.add(look);
          }
        });
    wanted.sort(OpenLook.order(asked.text("sort")));
    json.put("count", wanted.size());
    json.array("connections");
    long limit = asked.number("limit", CONNECTIONS, MOST_CONNECTIONS);
    for (OpenLook look : wanted.subList(0, (int) Math.min(limit, wanted.size()))) {
      json.object();
      look.write(json, live.settings());
      json.end();
    }
    json.end().end();
  }

  private static boolean accepts(Query asked, OpenLook look) {
    Series series = look.connection().series();
    return asked.accepts("route", series.route())
        && asked.accepts("stack", series.stack())
        && (!asked.asks("risk") || look.isAtRisk());
  }

  /** Oldest second first; the last one is not over yet. */
  private void rates(JsonWriter json) throws IOException {
    begin(json, "rates");
    long now = live.second();
    long from = Math.max(0, now - Rates.SECONDS + 1);
    json.put("seconds", now - from + 1);
    json.put("open", live.open().stream().filter(each -> !each.upgrading()).count());
    each(json, "opens", live.opens(), from, now);
    each(json, "closes", live.closes(), from, now);
    each(json, "abnormal", live.abnormal(), from, now);
    each(json, "handshakesFailed", live.refused(), from, now);
    json.end();
  }

  private static void each(JsonWriter json, String name, Rates rates, long from, long to)
      throws IOException {
    json.array(name);
    for (long second = from; second <= to; second++) {
      json.value(rates.of(second));
    }
    json.end();
  }
}
