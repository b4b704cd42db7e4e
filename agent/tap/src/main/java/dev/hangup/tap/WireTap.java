// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from a stack's advice to the observer. No method throws; without an observer nothing is
 * followed.
 */
public final class WireTap {

  private static volatile @Nullable TapSink sink;

  private WireTap() {}

  /**
   * Puts an observer in place, or with null takes it away: connections followed so far go on as
   * they are.
   */
  public static void install(@Nullable TapSink observer) {
    sink = observer;
  }

  /** Whether anybody observes, so that advice need not gather a handshake in vain. */
  public static boolean active() {
    return sink != null;
  }

  /**
   * A handshake begins. Null where there is no observer or it failed; the connection then stays
   * unobserved.
   */
  public static @Nullable Wire handshake(Handshake handshake) {
    return follow(handshake, false);
  }

  /** A connection shows up by its first byte: it is open already. */
  public static @Nullable Wire adopt(Handshake handshake) {
    Wire wire = follow(handshake, true);
    if (wire != null) {
      wire.opened();
    }
    return wire;
  }

  private static @Nullable Wire follow(Handshake handshake, boolean adopted) {
    TapSink observer = sink;
    if (observer == null) {
      return null;
    }
    try {
      return adopted ? observer.adopted(handshake) : observer.handshake(handshake);
    } catch (Throwable t) {
      suppressed(t);
      return null;
    }
  }

  /**
   * The trace the calling thread is in, for {@link Handshake#context}: where an application asks to
   * connect on one thread and the handshake begins on another. Null for none.
   */
  public static @Nullable Object currentTrace() {
    TapSink observer = sink;
    try {
      return observer == null ? null : observer.currentTrace();
    } catch (Throwable t) {
      suppressed(t);
      return null;
    }
  }

  /**
   * What to run once the answer 101 has gone out, for a server that does not tell its tracer; null
   * for nothing.
   */
  public static @Nullable Runnable switching() {
    TapSink observer = sink;
    try {
      return observer == null ? null : observer.switching();
    } catch (Throwable t) {
      suppressed(t);
      return null;
    }
  }

  /**
   * Counts a failure of the agent on a connection that is known: the caller tells its wire. Even
   * the counting may fail without the application noticing.
   */
  public static void suppressed(Throwable failure) {
    tell(observer -> observer.suppressed(failure));
  }

  /**
   * Counts a failure of the agent in the code of a stack, at a place where its connection is not
   * known: all that are open now end as not judged, since one of them may have lost its end.
   */
  public static void suppressed(@Nullable String stack, Throwable failure) {
    tell(observer -> observer.suppressed(stack, failure));
  }

  /** Code of a stack is not called where it should be; nothing of that stack may be judged. */
  public static void tapMissing(String stack) {
    tell(observer -> observer.tapMissing(stack));
  }

  /** Takes back one {@link #tapMissing}: the code is called from now on. */
  public static void tapFound(String stack) {
    tell(observer -> observer.tapFound(stack));
  }

  @SuppressWarnings("EmptyCatch") // the last wall: what fails here has nowhere to go
  private static void tell(Consumer<TapSink> news) {
    TapSink observer = sink;
    if (observer != null) {
      try {
        news.accept(observer);
      } catch (Throwable t) {
      }
    }
  }
}
