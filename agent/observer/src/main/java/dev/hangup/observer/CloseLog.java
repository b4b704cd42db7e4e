// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.tap.PeerText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line per end that is worth one, and per upgrade that came to nothing, so many a second at
 * most, with a count of those left out in between. Upgrades have half of the lines at most: every
 * stranger can have one refused, and that must not hide how connections ended.
 */
final class CloseLog {

  private static final long SECOND = 1_000_000_000L;

  private final ObserverSettings.Report report;
  private final int perSecond;
  private final Clock clock;
  private final Consumer<String> lines;
  private final Words words;
  private final boolean json;
  private final boolean dated;
  private final boolean addresses;

  private final Kind closes = new Kind("close", "closes", 0);
  private final Kind peers = new Kind("lost peer", "lost peers", SECOND);
  private final Kind handshakes;

  /** Lines of the second that began with the first of them. */
  private int written;

  private long since;

  /** The verdicts as they stand in a line. */
  interface Words {
    /** In the language of everything else. */
    Words AS_TOLD =
        new Words() {
          @Override
          public Diagnosis of(EndedConnection ended) {
            return ended.diagnosis();
          }

          @Override
          public HandshakeDiagnosis of(FailedHandshake failed) {
            return failed.diagnosis();
          }
        };

    Diagnosis of(EndedConnection ended);

    HandshakeDiagnosis of(FailedHandshake failed);
  }

  /** With {@code words}: the verdict in the language that {@code hangup.language} asks for. */
  CloseLog(ObserverSettings settings, Clock clock, Consumer<String> lines, Words words) {
    this.report = settings.log();
    this.perSecond = settings.logLinesPerSecond();
    this.clock = clock;
    this.lines = lines;
    this.words = words;
    this.handshakes =
        new Kind("failed handshake", "failed handshakes", 2 * SECOND / Math.max(1, perSecond));
    this.json = settings.logJson();
    this.dated = settings.logTo() != null;
    this.addresses = settings.captureClient();
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
    long skipped = take(closes);
    return skipped < 0 ? null : new EndLine(lines, () -> plain(connection, skipped), skipped);
  }

  private String plain(EndedConnection connection, long skipped) {
    String text = text(connection, words.of(connection)) + closes.leftOut(skipped);
    return said(connection.endEpochNanos(), connection.error() ? "WARN" : "INFO", text);
  }

  /** Writes the line for all of them, if there is to be one. */
  void lost(PeerLost lost) {
    EndLine line = line(lost);
    if (line != null) {
      line.writePlain();
    }
  }

  /** Null where there is to be none. It stands for many, and takes no other line's place. */
  @Nullable EndLine line(PeerLost lost) {
    if (!report.wants(true)) {
      return null;
    }
    long skipped = takeApart(peers);
    return skipped < 0 ? null : new EndLine(lines, () -> plain(lost, skipped), skipped);
  }

  private String plain(PeerLost lost, long skipped) {
    String text = text(lost, words.of(lost.first())) + peers.leftOut(skipped);
    return said(lost.first().endEpochNanos(), "WARN", text);
  }

  /** An upgrade came to nothing: writes the line, if there is to be one. */
  void failed(FailedHandshake handshake) {
    EndLine line = line(handshake);
    if (line != null) {
      line.writePlain();
    }
  }

  /** Null where there is to be none. */
  @Nullable EndLine line(FailedHandshake handshake) {
    if (!report.wants(true)) {
      return null;
    }
    long skipped = take(handshakes);
    return skipped < 0 ? null : new EndLine(lines, () -> plain(handshake, skipped), skipped);
  }

  private String plain(FailedHandshake handshake, long skipped) {
    String text = text(handshake, words.of(handshake)) + handshakes.leftOut(skipped);
    return said(handshake.endEpochNanos(), "WARN", text);
  }

  /** Each part is clean by itself; this is what keeps it one line, whatever a part becomes. */
  private String said(long epochNanos, String level, String text) {
    String line = PeerText.clean(text, Integer.MAX_VALUE);
    return json ? JsonLine.saying(epochNanos, level, line) : line;
  }

  /** The number of lines left out since the last one, told at the end so that it is not lost. */
  synchronized void shutDown() {
    shutDown(closes);
    shutDown(peers);
    shutDown(handshakes);
  }

  private void shutDown(Kind kind) {
    if (kind.leftOut > 0) {
      String line =
          kind.counted(kind.leftOut)
              + " left out at the end: hangup.log.lines.per.second is "
              + perSecond
              + ", hangup.log=off is for none";
      lines.accept(said(clock.epochNanos(), "INFO", line));
      kind.leftOut = 0;
    }
  }

  /**
   * How many had no line since the last one of this kind that had, or -1 where this one has none.
   */
  private synchronized long take(Kind kind) {
    long now = clock.nanoTime();
    if (written == 0 || now - since >= SECOND) {
      written = 0;
      since = now;
    }
    if (written >= perSecond || !kind.isNext(now)) {
      kind.leftOut++;
      return -1;
    }
    written++;
    return kind.taken(now);
  }

  /** Likewise, beside the lines of each second. */
  private synchronized long takeApart(Kind kind) {
    long now = clock.nanoTime();
    if (perSecond == 0 || !kind.isNext(now)) {
      kind.leftOut++;
      return -1;
    }
    return kind.taken(now);
  }

  /** What lines are about. Guarded by the log. */
  private static final class Kind {

    private final String one;
    private final String several;

    /** Nanoseconds between two lines of this kind. */
    private final long apart;

    private boolean told;
    private long lastAt;
    private long leftOut;

    Kind(String one, String several, long apart) {
      this.one = one;
      this.several = several;
      this.apart = apart;
    }

    private boolean isNext(long now) {
      return !told || now - lastAt >= apart;
    }

    private long taken(long now) {
      lastAt = now;
      told = true;
      long skipped = leftOut;
      leftOut = 0;
      return skipped;
    }

    String leftOut(long skipped) {
      return skipped == 0 ? "" : " (" + counted(skipped) + " left out before this one)";
    }

    String counted(long count) {
      return count == 1 ? "1 " + one : count + " " + several;
    }
  }

  private String beginning(long epochNanos, Series series) {
    return beginning(epochNanos, series, orDash(series.route()));
  }

  private String beginning(long epochNanos, Series series, String routes) {
    return (dated ? Time.DATED : Time.FORMAT)
            .format(Instant.ofEpochSecond(0, epochNanos).atZone(ZoneId.systemDefault()))
        + " "
        + series.role().name().toLowerCase(Locale.ROOT)
        + " "
        + series.stack()
        + " "
        + routes
        + " | ";
  }

  private String text(FailedHandshake handshake, HandshakeDiagnosis diagnosis) {
    String id = handshake.handshake().connectionId();
    return beginning(handshake.endEpochNanos(), handshake.series())
        + "the upgrade failed: "
        + (handshake.status() > 0 ? Integer.toString(handshake.status()) : "no answer")
        + ", "
        + diagnosis.cause().id()
        + " | "
        + diagnosis.evidence()
        + " | "
        + diagnosis.remediation()
        + (id == null ? "" : " | id " + id);
  }

  private String text(PeerLost lost, Diagnosis diagnosis) {
    EndedConnection first = lost.first();
    String address = addresses ? PeerKey.text(first.handshake()) : null;
    Cause cause = diagnosis.cause();
    String routes = lost.routes().isEmpty() ? "-" : String.join(", ", lost.routes());
    return beginning(first.endEpochNanos(), first.series(), routes)
        + lost.count()
        + " connections"
        + (address == null ? "" : " with " + address)
        + " ended together: "
        + diagnosis.code()
        + " "
        + diagnosis.name()
        + ", "
        + (cause == null ? "cause unknown" : cause.id())
        + " | "
        + diagnosis.evidence()
        + " | "
        + diagnosis.remediation();
  }

  private String text(EndedConnection connection, Diagnosis diagnosis) {
    Cause cause = diagnosis.cause();
    String id = connection.handshake().connectionId();
    return beginning(connection.endEpochNanos(), connection.series())
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
        + (id == null ? "" : " | id " + id);
  }

  /** The reason in the first Close frame, where that is to be kept. */
  private static String reason(Account account) {
    Account.CloseFrame first = account.firstClose();
    String reason = first == null ? null : first.reason();
    return reason == null || reason.isEmpty() ? "" : " | reason: " + reason;
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
