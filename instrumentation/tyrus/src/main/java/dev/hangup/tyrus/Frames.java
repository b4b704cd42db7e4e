// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import dev.hangup.tyrus.common.Line;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.glassfish.tyrus.core.ProtocolHandler;
import org.glassfish.tyrus.core.TyrusSession;
import org.jspecify.annotations.Nullable;

/** What comes in, and what Tyrus finds out while it takes it to the application. */
final class Frames {

  /** Of exceptions that are Tyrus's own: a limit, a broken rule. */
  private static final String LIBRARY = "org.glassfish.tyrus.";

  /** What an idle timeout makes of it, and sends as 1000. */
  private static final int ABNORMAL = 1006;

  /** The limit of the session whose idle timer has fired on this thread. */
  private static final ThreadLocal<@Nullable Long> IDLE = new ThreadLocal<>();

  private Frames() {}

  /** A server's bytes as they were read: masked, and each once. */
  @OnEnter
  static @Nullable Object serves(
      @Advice.FieldValue("protocolHandler") ProtocolHandler codec,
      @Advice.FieldValue("buffer") @Nullable ByteBuffer rest,
      @Advice.FieldValue("incomingBufferSize") int most,
      @Advice.Argument(0) @Nullable ByteBuffer bytes) {
    return received(codec, rest, most, bytes);
  }

  @OnExit
  static void servesDone(@Advice.Enter @Nullable Object reading) {
    if (reading != null) {
      CurrentRead.end();
    }
  }

  /** A client's. */
  @OnEnter
  static @Nullable Object gets(
      @Advice.FieldValue("handler") ProtocolHandler codec,
      @Advice.FieldValue("buffer") @Nullable ByteBuffer rest,
      @Advice.FieldValue("incomingBufferSize") int most,
      @Advice.Argument(0) @Nullable ByteBuffer bytes) {
    return received(codec, rest, most, bytes);
  }

  @OnExit
  static void getsDone(@Advice.Enter @Nullable Object reading) {
    if (reading != null) {
      CurrentRead.end();
    }
  }

  private static @Nullable Wire received(
      ProtocolHandler codec, @Nullable ByteBuffer rest, int most, @Nullable ByteBuffer bytes) {
    Line line = Sessions.line(codec);
    Wire wire = line == null ? null : line.wire();
    if (wire == null || bytes == null) {
      return null;
    }
    wire.bytes(bytes, bytes.position(), bytes.limit());
    if (bytes.remaining() + (rest == null ? 0 : rest.remaining()) > most) {
      wire.limit(most);
    }
    CurrentRead.begin(wire, false);
    return wire;
  }

  /** Runs at every session's limit, and asks then whether it still counts. */
  @OnEnter
  static void idle(@Advice.FieldValue("this$0") TyrusSession session) {
    IDLE.set(session.getMaxIdleTimeout());
  }

  @OnExit
  static void idleDone() {
    IDLE.remove();
  }

  @OnEnter
  static void close(@Advice.This ProtocolHandler codec, @Advice.Argument(0) int code) {
    Long limit = code == ABNORMAL ? IDLE.get() : null;
    Line line = limit == null ? null : Sessions.line(codec);
    Wire wire = line == null ? null : line.wire();
    if (limit != null && wire != null) {
      wire.idle(TimeUnit.MILLISECONDS.toNanos(limit), "maxIdleTimeout");
    }
  }

  /** A message in one frame, for a handler that has a limit. */
  @OnExit
  static void whole(@Advice.Argument(1) long most, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      limit(most);
    }
  }

  /** One that is put together of several. */
  @OnExit
  static void part(
      @Advice.FieldValue("bufferSize") int most, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      limit(most);
    }
  }

  private static void limit(long most) {
    Wire wire = CurrentRead.current();
    if (wire != null) {
      wire.limit(most);
    }
  }

  /**
   * A message came to nothing. What it was is given to the endpoint, and the connection goes on.
   */
  @OnEnter
  static void failed(@Advice.Argument(0) Throwable thrown) {
    Wire wire = CurrentRead.current();
    if (wire != null && !thrown.getClass().getName().startsWith(LIBRARY)) {
      wire.handlerFailed(thrown);
    }
  }
}
