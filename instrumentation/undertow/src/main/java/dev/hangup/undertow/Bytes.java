// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.undertow.common.Followed;
import io.undertow.conduits.IdleTimeoutConduit;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.ReadTimeoutException;
import org.xnio.channels.WriteTimeoutException;

/**
 * The conduit between a channel and the socket, or TLS. Every read and write of a channel is in its
 * monitor, so a frame that was written is told before its answer can be read. A conduit of HTTP or
 * HTTP/2 is of another class and costs one look at that.
 */
final class Bytes {

  private static final Class<?> OF_A_WEBSOCKET = conduit();
  private static final StateField STATE = StateField.of(OF_A_WEBSOCKET);
  private static final StateField.Reader STATE_READER = STATE.reader();

  private Bytes() {}

  /** The only subclass there is, without a name of its own. */
  private static Class<?> conduit() {
    try {
      return Class.forName(UndertowModule.CONDUIT, false, WebSocketChannel.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static @Nullable Followed of(Object conduit) {
    return conduit.getClass() == OF_A_WEBSOCKET ? (Followed) STATE_READER.get(conduit) : null;
  }

  /** In the constructor of the channel, whose own fields are not set yet. */
  @OnReturn
  static void made(
      @Advice.This WebSocketChannel channel, @Advice.Return IdleTimeoutConduit conduit) {
    Followed followed = new Followed();
    State.set(channel, followed);
    STATE.set(conduit, followed);
  }

  /** Before the parser, which removes the mask where the bytes are. */
  @OnExit
  static void read(
      @Advice.This IdleTimeoutConduit conduit,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Return int count,
      @Advice.Thrown @Nullable Throwable thrown) {
    Followed followed = of(conduit);
    if (followed == null) {
      return;
    }
    if (thrown == null) {
      followed.read(bytes, count);
    } else if (followed.reads()) {
      readFailed(followed, thrown);
    }
  }

  private static void readFailed(Followed followed, Throwable thrown) {
    Wire wire = followed.wire();
    if (wire == null || !(thrown instanceof IOException)) {
      return;
    }
    followed.readsNoMore();
    if (thrown instanceof ReadTimeoutException) {
      wire.idle(-1, "READ_TIMEOUT");
    } else if (!(thrown instanceof ClosedChannelException)) { // that is this side's doing
      wire.readFailed(thrown);
    }
  }

  @OnExit
  static void wrote(
      @Advice.This IdleTimeoutConduit conduit,
      @Advice.Argument(0) ByteBuffer bytes,
      @Advice.Return int count,
      @Advice.Thrown @Nullable Throwable thrown) {
    Followed followed = of(conduit);
    if (followed == null) {
      return;
    }
    if (thrown == null) {
      followed.wrote(bytes, count);
    } else {
      writeFailed(followed, thrown);
    }
  }

  @OnEnter
  static @Nullable Object gathers(
      @Advice.This IdleTimeoutConduit conduit,
      @Advice.Argument(0) ByteBuffer[] buffers,
      @Advice.Argument(1) int offset,
      @Advice.Argument(2) int length) {
    Followed followed = of(conduit);
    if (followed != null) {
      followed.writes(buffers, offset, length);
    }
    return followed;
  }

  @OnExit
  static void gathersDone(
      @Advice.Enter @Nullable Object entered,
      @Advice.Argument(0) ByteBuffer[] buffers,
      @Advice.Argument(1) int offset,
      @Advice.Argument(2) int length,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (entered == null) {
      return;
    }
    Followed followed = (Followed) entered;
    if (thrown == null) {
      followed.wrote(buffers, offset, length);
    } else {
      writeFailed(followed, thrown);
    }
  }

  private static void writeFailed(Followed followed, Throwable thrown) {
    Wire wire = followed.wire();
    if (wire == null || !(thrown instanceof IOException)) {
      return;
    }
    followed.readsNoMore();
    wire.closeNotSent(); // if it was one that was about to be written
    if (thrown instanceof WriteTimeoutException) {
      wire.sendStalled(-1);
    } else if (!(thrown instanceof ClosedChannelException)) {
      wire.writeFailed(thrown);
    }
  }

  /** The timer of the channel fired: a Close frame is about to be sent. */
  @OnEnter
  static void idle(@Advice.This IdleTimeoutConduit conduit) {
    Followed followed = of(conduit);
    Wire wire = followed == null ? null : followed.wire();
    if (wire != null) {
      wire.idle(TimeUnit.MILLISECONDS.toNanos(conduit.getIdleTimeout()), "idleTimeout");
    }
  }
}
