// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import dev.hangup.undertow.common.Followed;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** What a channel and its listeners find out beside the bytes. */
final class Channels {

  private Channels() {}

  /** Without a Close frame, unless one was sent before. HTTP/2 has such channels as well. */
  @OnEnter
  static void close(@Advice.This Object channel) {
    Followed followed = channel instanceof WebSocketChannel webSocket ? State.of(webSocket) : null;
    Wire wire = followed == null ? null : followed.wire();
    if (followed != null && wire != null) {
      followed.readsNoMore();
      wire.localClose();
    }
  }

  /**
   * The library reads no more: a read failed, which was told, or a frame broke a rule, which will
   * be answered by a Close frame.
   */
  @OnEnter
  static void broken(@Advice.This WebSocketChannel channel) {
    Followed followed = State.of(channel);
    if (followed != null) {
      followed.readsNoMore();
    }
  }

  /**
   * Both directions are closed. Where neither the peer's end nor a failure was found before, it is
   * this side that closed them.
   */
  @OnEnter
  static void closed(@Advice.Argument(0) WebSocketChannel channel) {
    Followed followed = State.of(channel);
    Wire wire = followed == null ? null : followed.wire();
    if (followed != null && wire != null) {
      followed.writesNoMore();
      wire.localClose();
      wire.closed();
    }
  }

  /** The application's listener. What it throws is logged, and the connection goes on. */
  @OnExit
  static void handled(
      @Advice.Argument(0) WebSocketChannel channel, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    Followed followed = State.of(channel);
    if (followed != null) {
      followed.threw(thrown);
    }
  }

  /** A message that is too big is about to be refused. */
  @OnEnter
  static void size(
      @Advice.Argument(0) StreamSourceFrameChannel frame,
      @Advice.Argument(1) int read,
      @Advice.FieldValue("currentSize") long size,
      @Advice.FieldValue("maxMessageSize") long most) {
    if (most > 0 && size + Math.max(0, read) > most) {
      Wire wire = State.wire(frame.getWebSocketChannel());
      if (wire != null) {
        wire.limit(most);
      }
    }
  }
}
