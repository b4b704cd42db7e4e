// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.tap.PeerText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One line per end that is worth one, so many a second at most, with a count of those left out in
 * between.
 */
final class CloseLog {

  private static final long SECOND = 1_000_000_000L;

  private final ObserverSettings.Report report;
  private final int perSecond;
  private final Clock clock;
  private final Consumer<String> lines;
  private final Function<EndedConnection, Diagnosis> words;
  private final boolean json;
  private final boolean dated;

  /** Lines of the second that began with the first of them. */
  private int written;

  private long since;
  private long leftOut;

  /** With {@code words}: the verdict in the language that {@code hangup.language} asks for. */
  CloseLog(
      ObserverSettings settings,
      Clock clock,
      Consumer<String> lines,
      Function<EndedConnection, Diagnosis> words) {
    this.report = settings.log();
    this.perSecond = settings.logLinesPerSecond();
    this.clock = clock;
    this.lines = lines;
    this.words = words;
    this.json = settings.logJson();
    this.dated = settings.logTo() != null;
  }

  /** Whether a line is better with what telemetry knows: JSON has the trace in it. */
  boolean waitsForTrace() {
    return json;
  }

  /** Writes the line, if there is to be one. */
  void ended(EndedConnection connection) {
    EndLine line = line(connection);
    if (line != null) {
      line.writePlain();
    }
  }

  /** Null where there is to be none. */
  @Nullable EndLine line(EndedConnection connection) {
    if (!report.wants(connection.error())) {
      return null;
    }
    long skipped;
    synchronized (this) {
      long now = clock.nanoTime();
      if (written == 0 || now - since >= SECOND) {
        written = 0;
        since = now;
      }
      if (written >= perSecond) {
        leftOut++;
        return null;
      }
      written++;
      skipped = leftOut;
      leftOut = 0;
    }
    return new EndLine(lines, () -> plain(connection, skipped), skipped);
  }

  private String plain(EndedConnection connection, long skipped) {
    String text = text(connection, words.apply(connection), skipped);
    return json
        ? JsonLine.saying(connection.endEpochNanos(), connection.error() ? "WARN" : "INFO", text)
        : text;
  }

  /** The number of lines left out since the last one, told at the end so that it is not lost. */
  synchronized void shutDown() {
    if (leftOut > 0) {
      String line =
          closes(leftOut)
              + " left out at the end: hangup.log.lines.per.second is "
              + perSecond
              + ", hangup.log=off is for none";
      lines.accept(json ? JsonLine.saying(clock.epochNanos(), "INFO", line) : line);
      leftOut = 0;
    }
  }

  private String text(EndedConnection connection, Diagnosis diagnosis, long skipped) {
    Cause cause = diagnosis.cause();
    Series series = connection.series();
    String id = connection.handshake().connectionId();
    String line =
        (dated ? Time.DATED : Time.FORMAT)
                .format(
                    Instant.ofEpochSecond(0, connection.endEpochNanos())
                        .atZone(ZoneId.systemDefault()))
            + " "
            + series.role().name().toLowerCase(Locale.ROOT)
            + " "
            + series.stack()
            + " "
            + orDash(series.route())
            + " | "
            + who(diagnosis.initiator())
            + " hung up: "
            + diagnosis.code()
            + " "
            + diagnosis.name()
            + ", "
            + (cause == null ? "cause unknown" : cause.id())
            + reason(connection.account())
            + " | "
            + diagnosis.evidence()
            + " | "
            + diagnosis.remediation()
            + (id == null ? "" : " | id " + id)
            + (skipped == 0 ? "" : " (" + closes(skipped) + " left out before this one)");
    // Each part is clean by itself; this is what keeps it one line, whatever a part becomes.
    return PeerText.clean(line, Integer.MAX_VALUE);
  }

  /** The reason in the first Close frame, where that is to be kept. */
  private static String reason(Account account) {
    Account.CloseFrame first = account.firstClose();
    String reason = first == null ? null : first.reason();
    return reason == null || reason.isEmpty() ? "" : " | reason: " + reason;
  }

  private static String closes(long count) {
    return count == 1 ? "1 close" : count + " closes";
  }

  private static String who(Diagnosis.Initiator initiator) {
    return switch (initiator) {
      case LOCAL -> "this side";
      case REMOTE -> "the peer";
      case UNKNOWN -> "somebody";
    };
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  /** Made with the first line: it takes some thirty classes of the JDK's. */
  private static final class Time {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** In a file lines of many days stand together. */
    static final DateTimeFormatter DATED =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
  }
}
