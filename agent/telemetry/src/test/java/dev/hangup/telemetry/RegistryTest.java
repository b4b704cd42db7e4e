// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.HandshakeCause;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.GivenSizes;
import dev.hangup.observer.OpenConnections.Waiting;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import dev.hangup.telemetry.Registry.Attribute;
import dev.hangup.telemetry.Registry.Group;
import dev.hangup.telemetry.Registry.Member;
import dev.hangup.telemetry.Registry.Use;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All that can be emitted is emitted here, and held against the registry: name, type, unit, kind
 * and values. What is there and not in the registry is a fault, and so is the other way round.
 */
class RegistryTest {

  private final Registry registry = Registry.read();
  private final Set<String> faults = new TreeSet<>();

  /** Of uses the group and the attribute, of values the attribute and the value. */
  private final Set<String> seen = new TreeSet<>();

  @Test
  void whatIsEmittedIsWhatTheRegistrySays() {
    try (Recorder usual =
            new Recorder(
                Map.of(
                    "hangup.capture.query",
                    "true",
                    "hangup.help.url",
                    "https://example.org",
                    "hangup.events",
                    "both",
                    "hangup.log.records.per.second",
                    "200"),
                Sampler.alwaysOn());
        Recorder unsampled = new Recorder(Map.of(), Sampler.alwaysOff())) {
      tellAll(usual);
      usual.records().forEach(this::check);
      tellWhatWasLeftOut();
      unsampled.events.ended(Story.reset().ended());
      usual.spans().forEach(this::check);
      usual.collect().forEach(this::check);
      unsampled.collect().forEach(this::check);
    }
    registry.groups("span").forEach(this::mustBeSeen);
    registry.groups("metric").forEach(this::mustBeSeen);
    registry.groups("event").forEach(this::mustBeSeen);
    registry.attributes().forEach(this::valuesMustBeSeen);

    assertThat(faults).isEmpty();
  }

  private static void tellAll(Recorder recorder) {
    recorder.events.opened(Story.clean().series);
    for (Role role : Role.values()) {
      recorder.events.ended(everything(role).ended());
      for (HandshakeCause cause : HandshakeCause.values()) {
        recorder.events.handshakeFailed(everything(role).refused(403, cause));
      }
      recorder.events.handshakeFailed(everything(role).refused(0, HandshakeCause.DNS_FAILED));
    }
    for (Cause cause : Cause.values()) {
      Story story = Story.reset();
      story.cause = cause;
      recorder.events.ended(story.ended());
    }
    for (Diagnosis.Initiator initiator : Diagnosis.Initiator.values()) {
      Story story = Story.reset();
      story.initiator = initiator;
      recorder.events.ended(story.ended());
    }
    recorder.events.peerLost(Story.peerLost(40, "/chat"));
    Story lost = Story.reset();
    lost.cause = null;
    lost.incomplete = true;
    recorder.events.ended(lost.ended());
    for (Rule rule : Rule.values()) {
      recorder.events.violation(lost.series, true, rule);
      recorder.events.violation(lost.series, false, rule);
    }
    for (Circumstances.Kind kind : Circumstances.Kind.values()) {
      recorder.events.stalled(lost.series, kind);
      Story stalled = Story.reset();
      stalled.circumstances =
          new Circumstances(
              new Circumstances.LocalStall(kind, 2_000_000_000L, 5_000_000, null, 0, null),
              0,
              null);
      recorder.events.ended(stalled.ended());
    }
    recorder.events.pingAnswered(lost.series, 2_000_000);
    GivenSizes sizes = new GivenSizes();
    sizes.oneOfEach();
    recorder.events.recordSizes(sizes).record();
    Waiting waiting = new Waiting();
    long minute = TimeUnit.MINUTES.toNanos(1);
    waiting.open(minute, minute, minute, minute);
    waiting.handshake(minute);
    recorder.open = Map.of(lost.series, waiting);
  }

  /** What was left out before is said on each kind of record. */
  private void tellWhatWasLeftOut() {
    Story broken = Story.reset();
    broken.violations.add(
        new EndedConnection.SeenViolation(
            true, new Violation(Story.RULE, Role.CLIENT, 3, 371, 1), Story.END));
    Story framed = Story.reset();
    framed.frames.add(new EndedConnection.SeenFrame(true, 0x81, 5, Story.END));
    tellThrice("abnormal", recorder -> recorder.events.ended(Story.reset().ended()));
    tellThrice(
        "abnormal",
        recorder ->
            recorder.events.handshakeFailed(framed.refused(403, HandshakeCause.UNAUTHORIZED)));
    tellThrice("abnormal", recorder -> recorder.events.peerLost(Story.peerLost(40, "/chat")));
    tellThrice("off", recorder -> recorder.events.ended(broken.ended()));
    tellThrice("off", recorder -> recorder.events.ended(framed.ended()));
  }

  private void tellThrice(String log, Consumer<Recorder> telling) {
    try (Recorder recorder =
        new Recorder(
            Map.of("hangup.log", log, "hangup.events", "log", "hangup.log.records.per.second", "1"),
            Sampler.alwaysOn())) {
      telling.accept(recorder);
      telling.accept(recorder);
      recorder.now += TimeUnit.SECONDS.toNanos(2);
      telling.accept(recorder);
      recorder.records().forEach(this::check);
    }
  }

  /** An end that is not abnormal in the least, with all that can be said of a connection. */
  private static Story everything(Role role) {
    Story story = Story.reset();
    story.series = new Series(role, "netty", "/chat");
    story.handshake =
        role == Role.SERVER ? Handshake.asServer("netty") : Handshake.asClient("netty");
    story
        .withConnectionId()
        .handshake
        .stackVersion("4.2.20.Final")
        .framework("spring-webflux")
        .peer(Story.peer())
        .header("user-agent", "probe/1.0")
        .subprotocol("graphql-transport-ws")
        .extensions("permessage-deflate");
    story.stall = new Account.Stall(2_000_000_000L, 0);
    story.circumstances =
        new Circumstances(
            new Circumstances.LocalStall(
                Circumstances.Kind.PROCESS, 2_000_000_000L, 5_000_000, null, 0, null),
            65_536,
            new Circumstances.Kernel(false, 5, 0, 4, false));
    story.sent = Story.clean().sent;
    story.received = Story.clean().received;
    story.together(3);
    story.lastPing = 2_000_000;
    story.slowestPing = 9_000_000;
    story.incomplete = true;
    story.end = Story.START + TimeUnit.HOURS.toNanos(1); // so that there is a span for the close
    for (Rule rule : Rule.values()) {
      Violation violation = new Violation(rule, Role.CLIENT, 3, 371, 1);
      story.violations.add(new EndedConnection.SeenViolation(true, violation, Story.END));
    }
    for (int opcode = 0; opcode < 16; opcode++) {
      story.frames.add(new EndedConnection.SeenFrame(opcode % 2 == 0, 0x80 | opcode, 5, Story.END));
    }
    return story;
  }

  private void check(SpanData span) {
    scope(span.getName(), span.getInstrumentationScopeInfo());
    String kind = span.getKind().name().toLowerCase(Locale.ROOT);
    boolean ended = span.getAttributes().get(AttributeNames.CLOSE_CODE) != null;
    String id =
        "span.websocket."
            + (kind.equals("internal") ? "close" : ended ? kind : "handshake." + kind);
    Group group = registry.group(id);
    if (group == null || !kind.equals(group.kind())) {
      faults.add("no span " + id + " of kind " + kind);
      return;
    }
    check(group, span.getAttributes());
    for (EventData event : span.getEvents()) {
      String eventId = "event." + event.getName();
      Group known = registry.group(eventId);
      if (known == null || !known.name().equals(event.getName())) {
        faults.add("no event " + event.getName());
      } else if (!group.events().contains(eventId)) {
        faults.add(id + " has no events " + eventId);
      } else {
        check(known, event.getAttributes());
      }
    }
  }

  private void check(LogRecordData event) {
    scope(String.valueOf(event.getEventName()), event.getInstrumentationScopeInfo());
    Group group = registry.group("event." + event.getEventName());
    if (group == null || !group.name().equals(event.getEventName())) {
      faults.add("no event " + event.getEventName());
      return;
    }
    check(group, event.getAttributes());
  }

  private void check(MetricData metric) {
    scope(metric.getName(), metric.getInstrumentationScopeInfo());
    Group group = registry.group("metric." + metric.getName());
    if (group == null || !group.name().equals(metric.getName())) {
      faults.add("no metric " + metric.getName());
      return;
    }
    same(metric, "instrument", group.instrument(), instrument(metric));
    same(metric, "unit", group.unit(), metric.getUnit());
    same(metric, "brief", group.brief(), metric.getDescription());
    for (PointData point : metric.getData().getPoints()) {
      check(group, point.getAttributes());
    }
  }

  private static String instrument(MetricData metric) {
    return switch (metric.getType()) {
      case LONG_SUM -> metric.getLongSumData().isMonotonic() ? "counter" : "updowncounter";
      case DOUBLE_SUM -> metric.getDoubleSumData().isMonotonic() ? "counter" : "updowncounter";
      case LONG_GAUGE, DOUBLE_GAUGE -> "gauge";
      case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> "histogram";
      case SUMMARY -> "none that there is";
    };
  }

  private void same(MetricData metric, String what, @Nullable String said, String is) {
    if (!is.equals(said)) {
      faults.add(metric.getName() + ": " + what + " is '" + is + "', registry: '" + said + "'");
    }
  }

  private void scope(String of, InstrumentationScopeInfo scope) {
    if (!scope.getName().equals("dev.hangup")
        || !scope.getSchemaUrl().equals("https://opentelemetry.io/schemas/1.44.0")
        || !scope.getVersion().equals(TelemetryEvents.version())) {
      faults.add(of + " is of " + scope);
    }
  }

  private void check(Group group, Attributes attributes) {
    seen.add(group.id());
    attributes.forEach((key, value) -> check(group, key, value));
    for (Use use : group.uses()) {
      String name = use.attribute().name();
      if (use.required()
          && attributes.asMap().keySet().stream().noneMatch(key -> key.getKey().equals(name))) {
        faults.add(group.id() + " without " + name + ", which is required");
      }
    }
  }

  private void check(Group group, AttributeKey<?> key, Object value) {
    Use use = group.use(key.getKey());
    if (use == null) {
      faults.add("no " + key.getKey() + " in " + group.id());
      return;
    }
    if (!type(key.getType()).equals(use.type())) {
      faults.add(group.id() + ": " + key + " is a " + type(key.getType()) + ", not " + use.type());
    }
    Attribute attribute = use.attribute();
    if (!attribute.open()
        && attribute.members().stream().noneMatch(member -> member.value().equals(value))) {
      faults.add(key + " must not be " + value);
    }
    seen.add(group.id() + ' ' + key.getKey());
    seen.add(key.getKey());
    seen.add(key.getKey() + '=' + value);
  }

  private static String type(AttributeType type) {
    return switch (type) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case LONG -> "int";
      case DOUBLE -> "double";
      case STRING_ARRAY -> "string[]";
      default -> "a " + type + ", which nothing of the contract is";
    };
  }

  private void mustBeSeen(Group group) {
    mustBe(group.id(), group.planned());
    for (Use use : group.uses()) {
      if (!group.planned()) {
        mustBe(group.id() + ' ' + use.attribute().name(), use.attribute().planned());
      }
    }
  }

  private void valuesMustBeSeen(Attribute attribute) {
    mustBe(attribute.name(), attribute.planned());
    for (Member member : attribute.members()) {
      mustBe(attribute.name() + '=' + member.value(), attribute.planned() || member.planned());
    }
  }

  private void mustBe(String what, boolean planned) {
    if (planned && seen.contains(what)) {
      faults.add("planned, and emitted: take the mark away from " + what);
    } else if (!planned && !seen.contains(what)) {
      faults.add("never emitted: " + what);
    }
  }
}
