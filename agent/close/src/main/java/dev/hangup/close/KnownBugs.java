// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of bugs that are known of the very version of a stack that is loaded. */
public final class KnownBugs {

  private KnownBugs() {}

  /** What to know of a version as it is first met, in one line; null where nothing is known. */
  public static @Nullable String line(String stack, @Nullable String version, Role role) {
    List<KnownBug> bugs = KnownBug.of(stack, version, role);
    if (bugs.isEmpty() || version == null) {
      return null;
    }
    StringBuilder line = new StringBuilder(200);
    line.append(SettingSentences.written(stack)).append(' ').append(version);
    line.append(role == Role.SERVER ? " as a server" : " as a client");
    line.append(bugs.size() == 1 ? " has a known bug: " : " has known bugs: ");
    for (int i = 0; i < bugs.size(); i++) {
      line.append(i == 0 ? "" : "; ");
      line.append(bugs.get(i).name()).append(", ").append(bugs.get(i).what());
    }
    String mended = allMended(bugs, version);
    if (mended != null) {
      line.append("; update to ").append(mended).append(" or later");
    }
    return line.append(", unless this build was patched").toString();
  }

  /** Named in the evidence of every story that it may be behind. */
  static void mention(Facts f, Sentence s) {
    Account account = f.account();
    if (account.stackVersion() == null || f.lostSight()) {
      return;
    }
    for (KnownBug bug : KnownBug.of(account.stack(), account.stackVersion(), account.role())) {
      if (bug.fit().fits(f)) {
        mention(bug, account.stack(), account.stackVersion(), s);
      }
    }
  }

  static void mention(HandshakeAccount account, Sentence s) {
    if (account.stackVersion() == null) {
      return;
    }
    for (KnownBug bug : KnownBug.of(account.stack(), account.stackVersion(), account.role())) {
      if (bug.fit().fits(account)) {
        mention(bug, account.stack(), account.stackVersion(), s);
      }
    }
  }

  private static void mention(KnownBug bug, String stack, String version, Sentence s) {
    s.say("; a known bug of ")
        .say(SettingSentences.written(stack))
        .say(" ")
        .say(version)
        .say(" may be behind it: ")
        .say(bug.what())
        .say(" (")
        .say(bug.name());
    String mended = bug.mendedAfter(version);
    if (mended != null) {
      s.say(", mended in ").say(mended);
    }
    s.say(")");
  }

  /** The version to update to because of what was found; null where nothing was. */
  static @Nullable String updateFor(Facts f) {
    Account account = f.account();
    if (account.stackVersion() == null || f.lostSight()) {
      return null;
    }
    List<KnownBug> found = KnownBug.of(account.stack(), account.stackVersion(), account.role());
    return found.isEmpty()
        ? null
        : allMended(
            found.stream().filter(bug -> bug.fit().fits(f)).toList(), account.stackVersion());
  }

  static @Nullable String updateFor(HandshakeAccount account) {
    if (account.stackVersion() == null) {
      return null;
    }
    List<KnownBug> found = KnownBug.of(account.stack(), account.stackVersion(), account.role());
    return found.isEmpty()
        ? null
        : allMended(
            found.stream().filter(bug -> bug.fit().fits(account)).toList(), account.stackVersion());
  }

  /** The first version that has none of them. */
  private static @Nullable String allMended(List<KnownBug> bugs, String version) {
    String latest = null;
    for (KnownBug bug : bugs) {
      String mended = bug.mendedAfter(version);
      if (mended != null && (latest == null || isAfter(mended, latest))) {
        latest = mended;
      }
    }
    return latest;
  }

  private static boolean isAfter(String version, String other) {
    Release a = Release.of(version);
    Release b = Release.of(other);
    return a != null && b != null && a.compareTo(b) > 0;
  }
}
