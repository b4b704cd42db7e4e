// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tyrus.common.Line;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import net.bytebuddy.asm.Advice;
import org.glassfish.grizzly.CloseReason;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.jspecify.annotations.Nullable;

/**
 * Grizzly's sockets. What reads from them says end of stream of everything that goes wrong: what it
 * is, is known here alone.
 */
final class Grizzly {

  private static final StateField CONNECTION = StateField.of(Connection.class);

  private Grizzly() {}

  private static @Nullable Line line(Connection<?> connection) {
    return (Line) CONNECTION.get(connection);
  }

  /** An end of the stream is an exception here; the one that is a failure was told inside. */
  @OnExit
  static void read(
      @Advice.Argument(0) Connection<?> connection, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    Line line = line(connection);
    if (line == null) {
      return;
    }
    if (thrown instanceof EOFException) {
      line.peerEnded();
    } else {
      failed(line, thrown);
    }
  }

  @OnExit
  static void readInto(
      @Advice.Argument(0) Connection<?> connection,
      @Advice.Return int count,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (count >= 0 && thrown == null) {
      return;
    }
    Line line = line(connection);
    if (line == null) {
      return;
    }
    if (thrown == null) {
      line.peerEnded();
    } else {
      failed(line, thrown);
    }
  }

  private static void failed(Line line, Throwable thrown) {
    if (thrown instanceof IOException && !(thrown instanceof ClosedChannelException)) {
      line.readFailed(thrown);
    }
  }

  /**
   * A connection is closed, once. Where that is the peer's doing, a write has found it: what a read
   * has found was told already, and is an end of the stream here in any case.
   */
  @OnEnter
  static void closes(
      @Advice.This Connection<?> connection, @Advice.Argument(1) CloseReason reason) {
    Line line = line(connection);
    if (line == null) {
      return;
    }
    IOException cause = reason.getCause();
    if (reason.getType() == CloseType.REMOTELY
        && cause != null
        && !(cause instanceof EOFException)) {
      line.writeFailed(cause);
    }
    line.closed();
  }

  /**
   * TLS, and nothing that is above it. Before Grizzly 3 a record that cannot be read ends in a
   * {@code NullPointerException} of its own.
   */
  @OnExit
  static void unwrapped(
      @Advice.Argument(0) FilterChainContext context, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown instanceof SSLException) {
      tlsFailed(context.getConnection(), thrown);
    } else if (thrown instanceof RuntimeException) {
      tlsFailed(context.getConnection(), new SSLException(thrown));
    }
  }

  private static void tlsFailed(Connection<?> connection, Throwable failure) {
    Line line = line(connection);
    if (line != null) {
      line.readFailed(failure);
    }
  }
}
