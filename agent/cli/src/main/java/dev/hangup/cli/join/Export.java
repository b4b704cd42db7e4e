// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One export, read from its beginning to its end. Which kind it is its members say, so kinds may be
 * mixed, as on a console:
 *
 * <ul>
 *   <li>OTLP in JSON, spans and log records, a document or a line each, as the file exporter of
 *       OpenTelemetry's collector writes them; also as Tempo and version 3 of Jaeger's API answer
 *   <li>what Jaeger's {@code /api/traces} answers
 *   <li>closes on hangup's console with {@code hangup.log.format=json}
 * </ul>
 */
public final class Export {

  /** So many broken lines are named; all are counted. */
  private static final int NAMED = 5;

  private static final int MICRO = 1_000;

  /** So many texts are kept once, however often they come. */
  private static final int TEXTS = 4_096;

  private static final Set<String> WANTED =
      new HashSet<>(
          List.of(
              "websocket.connection.id",
              "websocket.role",
              "http.route",
              "url.path",
              "websocket.close.code",
              "websocket.close.sent_code",
              "websocket.close.received_code",
              "websocket.close.initiator",
              "websocket.close.cause",
              "websocket.close.rule",
              "websocket.close.evidence",
              "websocket.close.remediation",
              "websocket.observation.incomplete",
              "websocket.frames.sent",
              "websocket.frames.received",
              "websocket.bytes.sent",
              "websocket.bytes.received",
              "websocket.message.max_size.sent",
              "websocket.message.max_size.received",
              "websocket.idle_before_close",
              "websocket.local.stall",
              "service.name",
              "span.kind"));

  private final String name;
  private final JsonReader json;
  private final Consumer<End> found;
  private final Map<String, String> texts = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private long values;
  private long brokenLines;
  private long otherLines;
  private long ends;

  private Export(String name, Reader in, Consumer<End> found) {
    this.name = name;
    this.json = new JsonReader(in);
    this.found = found;
  }

  /** Tells every end that stands in it. */
  public static Export read(String name, Reader in, Consumer<End> found) throws IOException {
    Export export = new Export(name, in, found);
    export.read();
    return export;
  }

  public String name() {
    return name;
  }

  /** Whether there was any JSON in it. */
  public boolean isJson() {
    return values > 0 || brokenLines > 0;
  }

  /** How many ends stood in it; of what was told twice both are counted. */
  public long ends() {
    return ends;
  }

  /** How many values were broken; what had been read of them counts. */
  public long brokenLines() {
    return brokenLines;
  }

  /** The first of them: their lines, and what was wrong. */
  public List<String> broken() {
    return broken;
  }

  /** Lines of text between the lines of JSON. */
  public long otherLines() {
    return otherLines;
  }

  private void read() throws IOException {
    while (true) {
      int next = json.nextValue();
      if (next < 0) {
        return;
      } else if (next != '{' && next != '[') {
        otherLines++;
        json.skipLine();
        continue;
      }
      long line = json.line();
      try {
        if (next == '[') {
          json.array(this::document);
        } else {
          document();
        }
        values++;
      } catch (JsonReader.Broken notJson) {
        brokenLines++;
        if (broken.size() < NAMED) {
          broken.add("line " + line + ": " + notJson.why());
        }
        json.skipBroken();
      }
    }
  }

  private void document() throws IOException {
    if (json.ahead() != '{') {
      json.skip();
      return;
    }
    Map<String, String> line = new LinkedHashMap<>();
    json.object(
        member -> {
          switch (member) {
            case "resourceSpans", "batches" -> each(() -> resource("scopeSpans"));
            case "resourceLogs" -> each(() -> resource("scopeLogs"));
            case "data" -> each(this::jaegerTrace);
            case "result", "trace" -> document();
            case "time" -> line.put(member, json.scalar());
            case "span_id" -> line.put(member, json.scalar());
            default -> wanted(line, member);
          }
        });
    long end = time(line.getOrDefault("time", ""));
    tell(
        End.of(
            new End.Place(name, line.getOrDefault("span_id", ""), "", End.UNKNOWN, end),
            line,
            "",
            ""));
  }

  /** Where it is an array; a member of that name may be something else in another's export. */
  private void each(JsonReader.Element element) throws IOException {
    if (json.ahead() == '[') {
      json.array(
          () -> {
            if (json.ahead() == '{') {
              element.read();
            } else {
              json.skip();
            }
          });
    } else {
      json.skip();
    }
  }

  private void wanted(Map<String, String> into, String member) throws IOException {
    if (WANTED.contains(member)) {
      into.put(member, once(Words.plain(json.scalar())));
    } else {
      json.skip();
    }
  }

  /** Causes, rules and remedies are few, and come again with each end. */
  private String once(String text) {
    String known = texts.get(text);
    if (known == null && texts.size() < TEXTS) {
      texts.put(text, text);
    }
    return known == null ? text : known;
  }

  /** The name of the service may stand before its spans or after them. */
  private void resource(String scopes) throws IOException {
    Map<String, String> resource = new HashMap<>();
    List<Told> told = new ArrayList<>();
    try {
      json.object(
          member -> {
            if (member.equals("resource") && json.ahead() == '{') {
              json.object(
                  part -> {
                    if (part.equals("attributes")) {
                      attributes(resource);
                    } else {
                      json.skip();
                    }
                  });
            } else if (member.equals(scopes) || member.equals("instrumentationLibrarySpans")) {
              each(() -> scope(told));
            } else {
              json.skip();
            }
          });
    } finally {
      String service = resource.getOrDefault("service.name", "");
      told.forEach(each -> tell(each.of(service)));
    }
  }

  private void scope(List<Told> told) throws IOException {
    json.object(
        member -> {
          switch (member) {
            case "spans" -> each(() -> span(told));
            case "logRecords" -> each(() -> logRecord(told));
            default -> json.skip();
          }
        });
  }

  /** An end whose service is not known yet. */
  private record Told(End.Place place, Map<String, String> attributes, String process) {
    @Nullable End of(String service) {
      return End.of(place, attributes, attributes.getOrDefault("span.kind", ""), service);
    }
  }

  private static void keep(
      List<Told> told, End.Place place, Map<String, String> attributes, String process) {
    if (attributes.containsKey("websocket.close.code")) {
      told.add(new Told(place, attributes, process));
    }
  }

  private void span(List<Told> told) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    Map<String, String> fields = new HashMap<>();
    json.object(
        member -> {
          switch (member) {
            case "attributes" -> attributes(attributes);
            case "spanId", "parentSpanId", "kind", "startTimeUnixNano", "endTimeUnixNano" ->
                fields.put(member, json.scalar());
            default -> json.skip();
          }
        });
    attributes.putIfAbsent("span.kind", kind(fields.getOrDefault("kind", "")));
    keep(
        told,
        new End.Place(
            name,
            fields.getOrDefault("spanId", ""),
            fields.getOrDefault("parentSpanId", ""),
            Numbers.whole(fields.getOrDefault("startTimeUnixNano", ""), End.UNKNOWN),
            Numbers.whole(fields.getOrDefault("endTimeUnixNano", ""), End.UNKNOWN)),
        attributes,
        "");
  }

  /** As a number in OTLP, as a word in what other marshallers of protobuf write. */
  private static String kind(String kind) {
    return switch (kind) {
      case "2", "SPAN_KIND_SERVER" -> "server";
      case "3", "SPAN_KIND_CLIENT" -> "client";
      default -> "";
    };
  }

  private void logRecord(List<Told> told) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    Map<String, String> fields = new HashMap<>();
    json.object(
        member -> {
          switch (member) {
            case "attributes" -> attributes(attributes);
            case "spanId", "timeUnixNano" -> fields.put(member, json.scalar());
            default -> json.skip();
          }
        });
    keep(
        told,
        new End.Place(
            name,
            fields.getOrDefault("spanId", ""),
            "",
            End.UNKNOWN,
            Numbers.whole(fields.getOrDefault("timeUnixNano", ""), End.UNKNOWN)),
        attributes,
        "");
  }

  /** {@code [{"key": "a", "value": {"intValue": "1"}}]}, key and value in any order. */
  private void attributes(Map<String, String> into) throws IOException {
    each(
        () -> {
          String[] pair = {"", ""};
          json.object(
              part -> {
                if (part.equals("key")) {
                  pair[0] = json.scalar();
                } else if (part.equals("value") && json.ahead() == '{') {
                  json.object(kind -> pair[1] = json.scalar());
                } else {
                  json.skip();
                }
              });
          put(into, pair);
        });
  }

  private void put(Map<String, String> into, String[] pair) {
    if (WANTED.contains(pair[0])) {
      into.put(pair[0], once(Words.plain(pair[1])));
    }
  }

  /** The processes that the spans are of come after them. */
  private void jaegerTrace() throws IOException {
    List<Told> told = new ArrayList<>();
    Map<String, String> services = new HashMap<>();
    try {
      json.object(
          member -> {
            if (member.equals("spans")) {
              each(() -> jaegerSpan(told));
            } else if (member.equals("processes") && json.ahead() == '{') {
              json.object(process -> services.put(process, jaegerProcess()));
            } else {
              json.skip();
            }
          });
    } finally {
      told.forEach(each -> tell(each.of(services.getOrDefault(each.process(), ""))));
    }
  }

  private String jaegerProcess() throws IOException {
    String[] service = {""};
    if (json.ahead() == '{') {
      json.object(
          member -> {
            if (member.equals("serviceName")) {
              service[0] = Words.plain(json.scalar());
            } else {
              json.skip();
            }
          });
    } else {
      json.skip();
    }
    return service[0];
  }

  private void jaegerSpan(List<Told> told) throws IOException {
    Map<String, String> tags = new HashMap<>();
    Map<String, String> fields = new HashMap<>();
    json.object(
        member -> {
          switch (member) {
            case "tags" -> each(() -> jaegerTag(tags));
            case "references" -> each(() -> jaegerParent(fields));
            case "spanID", "processID", "startTime", "duration" ->
                fields.put(member, json.scalar());
            default -> json.skip();
          }
        });
    long start = Numbers.whole(fields.getOrDefault("startTime", ""), End.UNKNOWN);
    long lasted = Numbers.whole(fields.getOrDefault("duration", ""), End.UNKNOWN);
    boolean timed = start >= 0 && lasted >= 0;
    keep(
        told,
        new End.Place(
            name,
            fields.getOrDefault("spanID", ""),
            fields.getOrDefault("parent", ""),
            timed ? start * MICRO : End.UNKNOWN,
            timed ? (start + lasted) * MICRO : End.UNKNOWN),
        tags,
        fields.getOrDefault("processID", ""));
  }

  private void jaegerTag(Map<String, String> tags) throws IOException {
    String[] pair = {"", ""};
    json.object(
        part -> {
          switch (part) {
            case "key" -> pair[0] = json.scalar();
            case "value" -> pair[1] = json.scalar();
            default -> json.skip();
          }
        });
    put(tags, pair);
  }

  private void jaegerParent(Map<String, String> fields) throws IOException {
    Map<String, String> reference = new HashMap<>();
    json.object(part -> reference.put(part, json.scalar()));
    if ("CHILD_OF".equals(reference.get("refType"))) {
      fields.put("parent", reference.getOrDefault("spanID", ""));
    }
  }

  private static long time(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    } catch (DateTimeException none) {
      return End.UNKNOWN;
    }
  }

  private void tell(@Nullable End end) {
    if (end != null) {
      ends++;
      found.accept(end);
    }
  }
}
