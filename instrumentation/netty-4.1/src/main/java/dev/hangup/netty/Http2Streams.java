// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.netty.common.SharedTransport;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Channels that are streams of an HTTP/2 connection. Known by name: the loader that sees the
 * transport need not see the codec of HTTP/2.
 */
final class Http2Streams {

  private static final String HTTP2 = "io.netty.handler.codec.http2.";
  private static final String STREAM = HTTP2 + "AbstractHttp2StreamChannel";
  private static final String RESET = HTTP2 + "DefaultHttp2ResetFrame";

  /** RFC 9113 7: the stream ended without an error. */
  private static final long NO_ERROR = 0;

  private Http2Streams() {}

  static boolean isOne(Channel channel) {
    if (channel.parent() == null) {
      return false;
    }
    for (Class<?> type = channel.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(STREAM)) {
        return true;
      }
    }
    return false;
  }

  /** The connection below a stream is told of its end before the stream is, and by other names. */
  static void follow(Channel channel) {
    if (isOne(channel)) {
      ChannelState.share(channel.parent());
    }
  }

  /** What closes a stream then only cleans up behind the connection below it. */
  static boolean hasLostItsConnection(Channel channel) {
    Channel parent = channel.parent();
    return parent != null && ChannelState.shared(parent) != null && !parent.isActive();
  }

  /** A stream has ended: with the connection below it, where that ended first. */
  static void tellWhatEnded(Channel channel, Wire wire) {
    Channel parent = channel.parent();
    SharedTransport below = parent == null ? null : ChannelState.shared(parent);
    if (below != null) {
      below.tell(wire);
    }
  }

  /** An event comes to a channel: the peer may have reset a stream, which closes the channel. */
  @OnEnter
  static void event(@Advice.This ChannelPipeline pipeline, @Advice.Argument(0) Object event)
      throws ReflectiveOperationException {
    if (!event.getClass().getName().equals(RESET)) {
      return;
    }
    Wire wire = ChannelState.wire(pipeline.channel());
    if (wire == null) {
      return;
    }
    Object code = event.getClass().getMethod("errorCode").invoke(event);
    if (code instanceof Long number && number == NO_ERROR) {
      wire.eof();
    } else {
      wire.readFailed(reset(code));
    }
  }

  /** RFC 8441 5: RST_STREAM is to a stream what RST is to a TCP connection. */
  private static IOException reset(@Nullable Object code) {
    return new IOException("Connection reset by RST_STREAM, error code " + code);
  }
}
