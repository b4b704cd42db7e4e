// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Cause;
import dev.hangup.close.Language;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for, see the table in the README. A value that cannot be read is named in one
 * line and the default stands; so is a setting that does not exist.
 *
 * @param stacks comma list as given: names to observe, {@code -name} to leave one out; empty for
 *     all
 * @param logLinesPerSecond console lines about closes at most, the rest is counted
 * @param logRecordsPerSecond log records of OpenTelemetry's at most, the rest is counted
 * @param logJson a close is a line of JSON, else of words
 * @param logTo the file that closes are written to; null for standard error
 * @param events where violations and last frames are told
 * @param routes patterns that win over folding
 * @param linkParent the session span is a root with a link instead of a child
 * @param spansPerSecond limit for all spans, abnormal ends first
 * @param abnormalSpansPerSecond limit for abnormal ends whose parent was not sampled
 * @param closeSpanAfter nanoseconds: connections that lived longer get a span of their own for the
 *     close
 * @param connectionTraces traces of our own take the connection's id, else a random one
 * @param framesKept frame headers kept each way for abnormal ends
 * @param help address of a handbook, without a slash at its end; null for none
 * @param debug failures of our own are told with their stack traces
 */
public record ObserverSettings(
    boolean enabled,
    List<String> stacks,
    Report log,
    int logLinesPerSecond,
    int logRecordsPerSecond,
    boolean logJson,
    @Nullable String logTo,
    Events events,
    Language language,
    List<String> routes,
    boolean linkParent,
    Report spans,
    int spansPerSecond,
    int abnormalSpansPerSecond,
    long closeSpanAfter,
    boolean connectionTraces,
    int framesKept,
    boolean captureQuery,
    boolean captureReason,
    boolean capturePath,
    boolean captureClient,
    @Nullable String help,
    boolean debug) {

  /** Which ends are worth a line or a span. */
  public enum Report {
    ALL,
    ABNORMAL,
    NONE;

    /** Whether an end is reported, given that it is an error or not. */
    public boolean wants(boolean error) {
      return this == ALL || (this == ABNORMAL && error);
    }
  }

  /** What is told with a connection's end beside the end itself: on its span, or as records. */
  public enum Events {
    SPAN,
    LOG,
    BOTH;

    public boolean onSpan() {
      return this != LOG;
    }

    public boolean asRecords() {
      return this != SPAN;
    }
  }

  private static final int MOST_PER_SECOND = 1_000_000;

  public static final ObserverSettings DEFAULTS = read(Map.of(), Map.of(), warning -> {});

  public ObserverSettings {
    stacks = List.copyOf(stacks);
    routes = List.copyOf(routes);
  }

  /**
   * Reads {@code hangup.*} from {@code properties} or, where absent, {@code HANGUP_*} from {@code
   * environment}.
   */
  public static ObserverSettings read(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> warnings) {
    return read(new SettingsSource(properties, environment, warnings));
  }

  static ObserverSettings read(SettingsSource source) {
    Report log = source.word("hangup.log", reports("off"), "abnormal");
    ObserverSettings settings =
        new ObserverSettings(
            source.flag("hangup.enabled", true),
            source.list("hangup.stacks"),
            log,
            source.number(
                "hangup.log.lines.per.second", log == Report.ALL ? 50 : 1, MOST_PER_SECOND),
            source.number("hangup.log.records.per.second", 50, MOST_PER_SECOND),
            source.word("hangup.log.format", words("text", false, "json", true), "text"),
            source.file("hangup.log.to", "stderr"),
            source.word("hangup.events", eventPlaces(), "span"),
            source.language("hangup.language", Language.EN),
            source.routes("hangup.routes"),
            source.word("hangup.span.parent", words("parent", false, "link", true), "parent"),
            source.word("hangup.spans", reports("none"), "all"),
            source.number("hangup.spans.per.second", 200, MOST_PER_SECOND),
            source.number("hangup.abnormal.spans.per.second", 50, MOST_PER_SECOND),
            source.time("hangup.span.close.after", "5m"),
            source.word(
                "hangup.span.trace", words("connection", true, "random", false), "connection"),
            source.number("hangup.frames.kept", 16, 64),
            source.flag("hangup.capture.query", false),
            source.flag("hangup.capture.reason", true),
            source.flag("hangup.capture.path", true),
            source.flag("hangup.capture.client", true),
            source.address("hangup.help.url"),
            source.flag("hangup.debug", false));
    // How the launcher places its dispatcher: for who has read why.
    source.alsoKnown("hangup.dispatcher");
    // Whether, and where, another process of this user may ask; read by what answers.
    source.alsoKnown("hangup.why");
    source.alsoKnown("hangup.mbean");
    // The page; read by what serves it.
    source.alsoKnown("hangup.view.port");
    source.alsoKnown("hangup.view.host");
    source.alsoKnown("hangup.view.token");
    source.tellUnknown();
    return settings;
  }

  /** Whether a character set has the letters of the language that is set. */
  public boolean isShownBy(Charset charset) {
    return language.isShownBy(charset);
  }

  /** The tag of the language that is set. */
  public String languageTag() {
    return language.tag();
  }

  /** The handbook's page of a cause, as {@code handbook DIR} names it; null where there is none. */
  public @Nullable String helpOn(@Nullable Cause cause) {
    return help == null || cause == null
        ? null
        : help + '/' + language.tag() + "/cause/" + cause.id() + ".html";
  }

  /** Whether a stack of this name is to be observed. */
  public boolean observes(String stack) {
    if (stacks.contains("-" + stack)) {
      return false;
    }
    return stacks.contains(stack) || stacks.stream().allMatch(name -> name.startsWith("-"));
  }

  private static Map<String, Report> reports(String none) {
    Map<String, Report> words = new LinkedHashMap<>();
    words.put("all", Report.ALL);
    words.put("abnormal", Report.ABNORMAL);
    words.put(none, Report.NONE);
    return words;
  }

  private static Map<String, Events> eventPlaces() {
    Map<String, Events> words = new LinkedHashMap<>();
    words.put("span", Events.SPAN);
    words.put("log", Events.LOG);
    words.put("both", Events.BOTH);
    return words;
  }

  private static Map<String, Boolean> words(String first, boolean one, String second, boolean two) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put(first, one);
    words.put(second, two);
    return words;
  }
}
