// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty.common;

import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on the channel below streams of HTTP/2. Its end is the end of all of them, and no
 * stream is told how it came about: so it is kept here until they end. The first signal wins. Told
 * and asked on the channel's event loop, which is that of its streams too.
 */
public final class SharedTransport {

  private volatile boolean ended;
  private @Nullable Throwable failure;
  private boolean ofAWrite;

  /**
   * Netty flushes before it tells of a read that failed, and that write meets what the read met: so
   * a read that fails says more than a write that failed before it.
   */
  public void readFailed(Throwable why) {
    if (ofAWrite) {
      failure = why;
      ofAWrite = false;
    }
    end(why, false);
  }

  public void writeFailed(Throwable why) {
    end(why, true);
  }

  /** This side closes it. */
  public void localClose() {
    end(null, false);
  }

  private void end(@Nullable Throwable why, boolean writing) {
    if (!ended) {
      failure = why;
      ofAWrite = writing;
      ended = true;
    }
  }

  /** Tells a stream what ended the transport; nothing where the peer did, or it has not ended. */
  public void tell(Wire wire) {
    if (!ended) {
      return;
    }
    Throwable why = failure;
    if (why == null) {
      wire.localClose();
    } else if (ofAWrite) {
      wire.writeFailed(why);
    } else {
      wire.readFailed(why);
    }
  }
}
