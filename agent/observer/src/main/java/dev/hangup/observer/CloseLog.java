// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.tap.PeerText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line per end that is worth one, at most one a second, with a count of those left out in
 * between.
 */
final class CloseLog {

  private static final long SPACING = 1_000_000_000L;

  private final Settings.Report report;
  private final Clock clock;
  private final Consumer<String> lines;
  private boolean written;
  private long writtenAt;
  private long leftOut;

  CloseLog(Settings.Report report, Clock clock, Consumer<String> lines) {
    this.report = report;
    this.clock = clock;
    this.lines = lines;
  }

  void ended(EndedConnection connection) {
    if (!report.wants(connection.error())) {
      return;
    }
    long skipped;
    synchronized (this) {
      long now = clock.nanoTime();
      if (written && now - writtenAt < SPACING) {
        leftOut++;
        return;
      }
      written = true;
      writtenAt = now;
      skipped = leftOut;
      leftOut = 0;
    }
    lines.accept(line(connection, skipped));
  }

  /** The number of lines left out since the last one, told at the end so that it is not lost. */
  synchronized void shutDown() {
    if (leftOut > 0) {
      lines.accept(
          closes(leftOut)
              + " left out at the end: one line a second is the most, set hangup.log=off for none");
      leftOut = 0;
    }
  }

  static String line(EndedConnection connection, long skipped) {
    Diagnosis diagnosis = connection.diagnosis();
    Cause cause = diagnosis.cause();
    Series series = connection.series();
    String id = connection.handshake().connectionId();
    String line =
        Time.FORMAT.format(
                Instant.ofEpochSecond(0, connection.endEpochNanos()).atZone(ZoneId.systemDefault()))
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
            + " | "
            + diagnosis.evidence()
            + " | "
            + diagnosis.remediation()
            + (id == null ? "" : " | id " + id)
            + (skipped == 0 ? "" : " (" + closes(skipped) + " left out before this one)");
    // Each part is clean by itself; this is what keeps it one line, whatever a part becomes.
    return PeerText.clean(line, Integer.MAX_VALUE);
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
  }
}
