// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Ending;
import dev.hangup.tap.PeerText;
import dev.hangup.tap.Wire.Signal;
import java.io.EOFException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What a signal says about the transport's end. The JDK passes the system's error on as words in an
 * IOException and nothing else, in the language the JVM was started in. Words that are not known
 * are not judged.
 */
final class Endings {

  private static final int DEEPEST = 8;
  private static final int LONGEST_NAME = 256;

  /** {@code ECONNRESET}, here and on Windows. */
  private static final List<String> RESET =
      List.of("Connection reset", "forcibly closed by the remote host");

  /** {@code EPIPE}, and {@code ECONNABORTED} where a write met it. */
  private static final List<String> BROKEN_PIPE =
      List.of("Broken pipe", "Software caused connection abort", "connection was aborted");

  /** {@code ETIMEDOUT}, {@code EHOSTUNREACH}, {@code EHOSTDOWN}, {@code ENETUNREACH} and so on. */
  private static final List<String> UNREACHABLE =
      List.of(
          "Connection timed out",
          "Operation timed out",
          "No route to host",
          "Host is unreachable",
          "Host is down",
          "Network is unreachable",
          "Network is down",
          "Network dropped connection on reset");

  /** {@code EMFILE}, {@code ENFILE}, {@code ENOBUFS}, {@code ENOMEM}. */
  private static final List<String> USED_UP =
      List.of(
          "Too many open files",
          "No buffer space available",
          "Cannot allocate memory",
          "No space left on device");

  /** JDK's engine in words: the peer ended TLS by an alert of its own. */
  private static final String ALERT = "Received fatal alert";

  /** The stream ended without TLS's own farewell, which is the end of the stream and no more. */
  private static final String WITHOUT_NOTIFY = "close_notify";

  /** What Netty and the JDK say where TLS was closed before: an echo. */
  private static final List<String> TLS_CLOSED =
      List.of("closed already", "has been closed", "engine is closed", "Engine is closed");

  private Endings() {}

  /** The class of what was thrown; of its message no more is told than {@link #describe} knows. */
  static String name(Throwable failure) {
    return PeerText.clean(failure.getClass().getName(), LONGEST_NAME);
  }

  /** Null where the signal only echoes an end that another signal tells better. */
  static @Nullable Ending of(Signal kind, @Nullable Throwable failure) {
    return switch (kind) {
      case EOF, CLOSED -> Ending.PEER_EOF;
      case LOCAL_CLOSE -> Ending.LOCAL_CLOSE;
      case READ_FAILED -> ofFailure(failure, false);
      case WRITE_FAILED -> ofFailure(failure, true);
    };
  }

  /**
   * Whether a write met the peer's RST. Linux tells a reset once, to the first system call that
   * asks, and the end of the stream to everybody after; but a write after the peer's FIN meets a
   * broken pipe. So where one thread read the end of the stream and another one wrote into this, no
   * FIN was on the wire.
   */
  static boolean isResetOfAWrite(Signal kind, @Nullable Throwable failure) {
    return kind == Signal.WRITE_FAILED && failure != null && words(RESET, failure) != null;
  }

  /** The exception's class, and the system's words for it where the end hangs on them. */
  static @Nullable String describe(Ending ending, @Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    String type = name(failure);
    String words =
        switch (ending) {
          case UNREACHABLE -> words(UNREACHABLE, failure);
          case LOCAL_FAILURE -> words(USED_UP, failure);
          default -> null;
        };
    return words == null ? type : type + ": " + words;
  }

  private static @Nullable Ending ofFailure(@Nullable Throwable failure, boolean writing) {
    // The system's word on the transport stands above what TLS made of it.
    if (words(RESET, failure) != null) {
      return writing ? Ending.WRITE_FAILED : Ending.PEER_RESET;
    }
    if (words(UNREACHABLE, failure) != null
        || has(NoRouteToHostException.class, failure)
        || has(PortUnreachableException.class, failure)) {
      return Ending.UNREACHABLE;
    }
    if (words(BROKEN_PIPE, failure) != null) {
      return Ending.WRITE_FAILED;
    }
    if (words(USED_UP, failure) != null) {
      return Ending.LOCAL_FAILURE;
    }
    if (has(SSLException.class, failure)) {
      return ofTls(failure, writing);
    }
    if (has(EOFException.class, failure)) {
      return Ending.PEER_EOF;
    }
    // A channel that is closed already was closed by somebody: this exception never says by whom.
    if (has(ClosedChannelException.class, failure)) {
      return null;
    }
    if (isTimeout(failure)) {
      return writing ? Ending.SEND_TIMED_OUT : Ending.READ_FAILED;
    }
    return writing ? Ending.WRITE_FAILED : Ending.READ_FAILED;
  }

  private static @Nullable Ending ofTls(@Nullable Throwable failure, boolean writing) {
    if (has(WITHOUT_NOTIFY, failure)) {
      return Ending.PEER_EOF;
    }
    if (has(ClosedChannelException.class, failure) || words(TLS_CLOSED, failure) != null) {
      return null;
    }
    if (has(ALERT, failure)) {
      return Ending.TLS_ALERT;
    }
    // SSLEngine throws what it could not read once more at the next wrap.
    return writing && !has(SSLProtocolException.class, failure)
        ? Ending.TLS_FAILED
        : Ending.TLS_REFUSED;
  }

  /** Libraries have time-outs of their own, which share nothing but a word in their names. */
  private static boolean isTimeout(@Nullable Throwable failure) {
    return has(SocketTimeoutException.class, failure)
        || has(TimeoutException.class, failure)
        || has(InterruptedByTimeoutException.class, failure)
        || (failure != null && failure.getClass().getSimpleName().contains("Timeout"));
  }

  static boolean has(Class<? extends Throwable> type, @Nullable Throwable failure) {
    return any(failure, type::isInstance);
  }

  /** Of the failure and its causes; a longer chain is a circle. */
  static boolean any(@Nullable Throwable failure, Predicate<Throwable> wanted) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (wanted.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean has(String words, @Nullable Throwable failure) {
    return words(List.of(words), failure) != null;
  }

  /** The first of these that stands in a message of the failure or of its causes. */
  private static @Nullable String words(List<String> known, @Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String message = cause.getMessage();
      if (message != null) {
        for (String each : known) {
          if (message.contains(each)) {
            return each;
          }
        }
      }
      cause = cause.getCause();
    }
    return null;
  }
}
