// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.Causes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.WebSocketException;
import org.eclipse.jetty.websocket.core.exception.WebSocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** What an exception is about, without Jetty's wrappings. */
final class Failures {

  private static final int SERVER_ERROR = 1011;

  /** How the names of HTTP/2's errors end, and what stands before the reason. */
  private static final String SESSION_ERROR = "_error/";

  private Failures() {}

  /** Jetty wraps what a write threw into an exception of its own, an end of file. */
  static Throwable cause(Throwable failure) {
    return Causes.within(failure, EofException.class::isInstance);
  }

  /** The transport failed, as opposed to being waited for too long. */
  static boolean isOfTransport(Throwable failure) {
    return failure instanceof IOException
        && !(failure instanceof InterruptedIOException)
        && !(failure.getCause() instanceof TimeoutException); // as a stream of HTTP/2 throws it
  }

  /**
   * Why Jetty ends an HTTP/2 session and all of its streams; null where it was not Jetty that said
   * so. The exception it makes for them has no other sign than its message, {@code error/reason}.
   */
  static @Nullable String ofSession(Throwable cause) {
    String message = cause.getMessage();
    if (message == null || cause.getClass() != IOException.class) {
      return null;
    }
    int name = message.indexOf(SESSION_ERROR);
    return name < 0 ? null : message.substring(name + SESSION_ERROR.length());
  }

  /** The application's own exception; null where it was none of the application's. */
  static @Nullable Throwable ofApplication(Throwable failure) {
    return Causes.ofApplication(failure, Failures::isJettys, Failures::isWrapping);
  }

  /** A violation, a limit, a time-out, or the news that the connection has gone. */
  private static boolean isJettys(Throwable failure) {
    return failure instanceof ClosedChannelException
        || failure instanceof EofException
        || failure instanceof TimeoutException
        || failure instanceof WebSocketTimeoutException
        || (failure instanceof CloseException close && close.getStatusCode() != SERVER_ERROR);
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof WebSocketException
        || failure instanceof InvocationTargetException
        || failure instanceof CompletionException
        || failure instanceof ExecutionException;
  }
}
