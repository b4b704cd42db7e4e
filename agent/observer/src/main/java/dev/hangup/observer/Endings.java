// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Ending;
import dev.hangup.tap.PeerText;
import dev.hangup.tap.Wire.Signal;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a signal says about the transport's end. */
final class Endings {

  private static final int DEEPEST = 8;
  private static final int LONGEST_NAME = 256;

  /** What the JDK passes on of {@code ECONNRESET}; in other languages it goes unrecognised. */
  private static final String RESET = "Connection reset";

  private Endings() {}

  /** The class of what was thrown, which is all that is ever told of it. */
  static String name(Throwable failure) {
    return PeerText.clean(failure.getClass().getName(), LONGEST_NAME);
  }

  /** Null where the signal only echoes an end that another signal tells better. */
  static @Nullable Ending of(Signal kind, @Nullable Throwable failure) {
    return switch (kind) {
      case EOF, CLOSED -> Ending.PEER_EOF;
      case LOCAL_CLOSE -> Ending.LOCAL_CLOSE;
      case READ_FAILED -> ofFailure(failure, Ending.PEER_RESET);
      case WRITE_FAILED -> ofFailure(failure, Ending.WRITE_FAILED);
    };
  }

  /**
   * Whether a write met the peer's RST. Linux tells a reset once, to whoever asks first, and the
   * end of the stream to everybody after; but a write after the peer's FIN meets a broken pipe. So
   * where one thread read the end of the stream and another one wrote into this, no FIN was on the
   * wire.
   */
  static boolean isResetOfAWrite(Signal kind, @Nullable Throwable failure) {
    if (kind != Signal.WRITE_FAILED || failure == null) {
      return false;
    }
    String message = failure.getMessage();
    return message != null && message.contains(RESET);
  }

  private static @Nullable Ending ofFailure(@Nullable Throwable failure, Ending otherwise) {
    if (has(SSLException.class, failure)) {
      return Ending.TLS_FAILED;
    }
    if (has(EOFException.class, failure)) {
      return Ending.PEER_EOF;
    }
    // A channel that is closed already was closed by somebody: this exception never says by whom.
    return has(ClosedChannelException.class, failure) ? null : otherwise;
  }

  private static boolean has(Class<? extends Throwable> type, @Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
