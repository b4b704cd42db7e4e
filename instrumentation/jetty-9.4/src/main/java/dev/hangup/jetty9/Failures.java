// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.Causes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.websocket.api.CloseException;
import org.eclipse.jetty.websocket.api.WebSocketException;
import org.jspecify.annotations.Nullable;

/** What an exception is about, without Jetty's wrappings. */
final class Failures {

  private static final int SERVER_ERROR = 1011;

  private Failures() {}

  /** Jetty wraps what a write threw into an exception of its own, an end of file. */
  static Throwable cause(Throwable failure) {
    return Causes.within(failure, EofException.class::isInstance);
  }

  /** The transport failed, as opposed to being waited for too long. */
  static boolean isOfTransport(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof InterruptedIOException);
  }

  /** The application's own exception; null where it was none of the application's. */
  static @Nullable Throwable ofApplication(Throwable failure) {
    return Causes.ofApplication(failure, Failures::isJettys, Failures::isWrapping);
  }

  /** A violation, a limit, a time-out, or the news that the connection has gone. */
  private static boolean isJettys(Throwable failure) {
    return failure instanceof EOFException
        || failure instanceof ClosedChannelException
        || failure instanceof TimeoutException
        || (failure instanceof CloseException close && close.getStatusCode() != SERVER_ERROR);
  }

  private static boolean isWrapping(Throwable failure) {
    return failure instanceof WebSocketException
        || failure instanceof InvocationTargetException
        || failure instanceof ExecutionException;
  }
}
