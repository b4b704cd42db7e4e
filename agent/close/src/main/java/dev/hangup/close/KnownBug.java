// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that is known to be wrong in some versions of a stack, as {@code bugs.txt} has it.
 *
 * @param role null where it concerns servers and clients
 * @param name what to look for: a CVE, or an issue of the project
 * @param fit which ends may be of it
 * @param what it does
 */
record KnownBug(
    String stack, @Nullable Role role, List<Span> spans, String name, Fit fit, String what) {

  private static final Pattern COLUMN = Pattern.compile("\\s*\\|\\s*");
  private static final Pattern SPAN = Pattern.compile("\\[([^,\\s]+),([^,\\s]+)([])])");
  private static final List<KnownBug> ALL =
      Texts.lines("bugs.txt").stream().map(KnownBug::parse).toList();

  /** Versions are those of libraries in this JVM: a few. */
  private static final Map<String, List<KnownBug>> BY_VERSION = new ConcurrentHashMap<>();

  private static final int REMEMBERED = 64;

  /** After so long without a word, a reader that hangs is worth a thought. */
  private static final long STUCK = 5 * Facts.SECOND;

  /** Which ends a bug may be behind, told by what was on the wire. */
  enum Fit {
    NOTHING,
    /** A frame's length had its top bit set. */
    IMPOSSIBLE_LENGTH,
    /** This side's Close frame had no answer, and it went on waiting for a while. */
    CLOSE_UNANSWERED,
    /** The peer ended its stream without a Close frame. */
    FIN,
    /** A client got the answer that agrees to its upgrade, and threw inside the library. */
    UPGRADE_OF_CLIENT,
    /** The last that was read of the peer was a message that may have been compressed. */
    STUCK_IN_COMPRESSED;

    static Fit parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    boolean fits(Facts f) {
      return switch (this) {
        case NOTHING, UPGRADE_OF_CLIENT -> false;
        case IMPOSSIBLE_LENGTH -> {
          Violation broken = f.account().received().violation();
          yield broken != null && broken.rule() == Rule.LENGTH_TOP_BIT;
        }
        case CLOSE_UNANSWERED ->
            f.ours() && !f.clean() && f.first() != null && f.first().age() >= Facts.WAITED;
        case FIN -> f.noClose() && f.ending() == Ending.PEER_EOF;
        case STUCK_IN_COMPRESSED -> stuckInCompressed(f);
      };
    }

    private static boolean stuckInCompressed(Facts f) {
      Account.Direction received = f.account().received();
      int opcode = received.lastOpcode();
      long since = received.silence() - (f.first() == null ? 0 : f.first().age());
      return f.account().compressed()
          && opcode >= 0
          && opcode <= 2
          && received.messages() > 0
          && f.account().receivedClose() == null
          && since >= STUCK;
    }

    boolean fits(HandshakeAccount account) {
      return this == UPGRADE_OF_CLIENT
          && account.role() == Role.CLIENT
          && (account.status() == 101 || "java.lang.NullPointerException".equals(account.error()));
    }
  }

  /**
   * Versions that have it.
   *
   * @param mended the first one after them that has it not; null where there is none in this line
   */
  record Span(Release first, Release end, @Nullable String mended) {
    boolean has(Release version) {
      int past = version.compareTo(end);
      return version.compareTo(first) >= 0 && (mended == null ? past <= 0 : past < 0);
    }
  }

  static List<KnownBug> all() {
    return ALL;
  }

  /** Those of a version; none where the version is not known. */
  static List<KnownBug> of(String stack, @Nullable String version, Role role) {
    if (version == null) {
      return List.of();
    }
    List<KnownBug> ofVersion = BY_VERSION.get(version);
    if (ofVersion == null) {
      ofVersion = ofVersion(version);
      if (BY_VERSION.size() < REMEMBERED) {
        BY_VERSION.put(version, ofVersion);
      }
    }
    if (ofVersion.isEmpty()) {
      return ofVersion;
    }
    List<KnownBug> found = new ArrayList<>();
    for (KnownBug bug : ofVersion) {
      if (bug.stack.equals(stack) && (bug.role == null || bug.role == role)) {
        found.add(bug);
      }
    }
    return found;
  }

  /** Of any stack. */
  private static List<KnownBug> ofVersion(String version) {
    Release release = Release.of(version);
    if (release == null) {
      return List.of();
    }
    return ALL.stream().filter(bug -> bug.spans.stream().anyMatch(s -> s.has(release))).toList();
  }

  /** The first version that has it mended, in the line of this one or else in a later one. */
  @Nullable String mendedAfter(String version) {
    Release release = Release.of(version);
    if (release == null) {
      return null;
    }
    for (Span span : spans) {
      if (span.mended != null && span.end.compareTo(release) > 0) {
        return span.mended;
      }
    }
    return null;
  }

  private static KnownBug parse(String line) {
    String[] columns = COLUMN.split(line, -1);
    List<Span> spans = new ArrayList<>();
    Matcher each = SPAN.matcher(columns[2]);
    while (each.find()) {
      spans.add(
          new Span(
              release(each.group(1)),
              release(each.group(2)),
              each.group(3).equals(")") ? each.group(2) : null));
    }
    return new KnownBug(
        columns[0],
        columns[1].equals("both") ? null : Role.valueOf(columns[1].toUpperCase(Locale.ROOT)),
        List.copyOf(spans),
        columns[3],
        Fit.parse(columns[4]),
        columns[5]);
  }

  private static Release release(String text) {
    Release release = Release.of(text);
    if (release == null) {
      throw new IllegalArgumentException("no version: " + text);
    }
    return release;
  }
}
