// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty.common;

import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/** What hangs on a channel. */
public final class Followed {

  /**
   * A channel that is nothing to us, or that nobody wanted to observe; asked once, not per frame.
   */
  public static final Followed BY_NOBODY = new Followed(null);

  private final @Nullable Wire wire;

  /**
   * Identity of the last exception seen in this pipeline: a number, since the exception itself must
   * not be held. Event loop only.
   */
  private int lastFailure;

  private Followed(@Nullable Wire wire) {
    this.wire = wire;
  }

  public static Followed by(Wire wire) {
    return new Followed(wire);
  }

  public @Nullable Wire wire() {
    return wire;
  }

  /** False where this very exception was seen before, further down the pipeline. */
  public boolean isNews(Throwable failure) {
    int identity = System.identityHashCode(failure);
    boolean news = identity != lastFailure;
    lastFailure = identity;
    return news;
  }
}
