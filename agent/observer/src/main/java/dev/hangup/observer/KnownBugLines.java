// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.KnownBugs;
import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line for each version of a stack that is met and has known bugs, as a server and as a client.
 * The table is not read on the thread that shakes hands first, but by {@link #prepare}, which runs
 * on a thread of the agent; what is met later is looked up where it is met.
 */
final class KnownBugLines {

  /** Versions of libraries in one JVM; more of them would be a mistake of this agent's. */
  private static final int MOST = 32;

  private final Consumer<String> lines;
  private final Set<Met> met = new LinkedHashSet<>();
  private boolean prepared;

  /** The versions met last: a connection is of one of them, as a rule. Never changed. */
  private volatile Met @Nullable [] last;

  private record Met(String stack, String version, boolean server) {
    boolean is(Handshake handshake) {
      return version.equals(handshake.stackVersion())
          && server == handshake.isServer()
          && stack.equals(handshake.stack());
    }
  }

  KnownBugLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** A handshake begins. */
  void met(Handshake handshake) {
    String version = handshake.stackVersion();
    if (version == null || isKnown(handshake)) {
      return;
    }
    String line = null;
    synchronized (this) {
      Met now = new Met(handshake.stack(), version, handshake.isServer());
      if (met.size() < MOST && met.add(now)) {
        last = met.toArray(new Met[0]);
        line = prepared ? line(now) : null;
      }
    }
    say(line);
  }

  private boolean isKnown(Handshake handshake) {
    Met[] known = last;
    if (known != null) {
      for (Met each : known) {
        if (each.is(handshake)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Says what there is to say of versions met so far. */
  void prepare() {
    Met[] before;
    synchronized (this) {
      prepared = true;
      before = met.toArray(new Met[0]);
    }
    for (Met each : before) {
      say(line(each));
    }
  }

  private static @Nullable String line(Met met) {
    return KnownBugs.line(met.stack, met.version, met.server ? Role.SERVER : Role.CLIENT);
  }

  private void say(@Nullable String line) {
    if (line != null) {
      lines.accept(line);
    }
  }
}
