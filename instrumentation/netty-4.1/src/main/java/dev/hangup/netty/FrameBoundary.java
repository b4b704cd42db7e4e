// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection that was open before anybody observed it begins its next frame: the decoder
 * knows, and is asked until it says so, which is at the first read or a few later.
 */
final class FrameBoundary {

  private static final @Nullable MethodHandle STATE = field("state", Enum.class);
  private static final @Nullable MethodHandle FRAGMENTS = field("fragmentedFramesCount", int.class);

  private static final String COMPRESSION =
      "io.netty.handler.codec.http.websocketx.extensions.compression.Per";

  private FrameBoundary() {}

  /**
   * Whether the next byte is the first of a frame, and of a message: in the middle of one the next
   * fragment would look like a violation.
   */
  static boolean isBefore(Object decoder) {
    if (STATE == null || FRAGMENTS == null) {
      return false;
    }
    try {
      Enum<?> state = (Enum<?>) STATE.invokeExact(decoder);
      return state.name().equals("READING_FIRST") && (int) FRAGMENTS.invokeExact(decoder) == 0;
    } catch (Throwable t) {
      return false;
    }
  }

  /** What gives the first reserved bit a meaning on this channel, null where nothing does. */
  static @Nullable String compression(Channel channel) {
    for (Map.Entry<String, ChannelHandler> each : channel.pipeline()) {
      if (each.getValue().getClass().getName().startsWith(COMPRESSION)) {
        return "permessage-deflate";
      }
    }
    return null;
  }

  /** Null where a version to come has no such field: then no boundary is ever found. */
  private static @Nullable MethodHandle field(String name, Class<?> type) {
    Class<?> decoder = WebSocket08FrameDecoder.class;
    try {
      Field field = decoder.getDeclaredField(name);
      return StateField.lookup(decoder)
          .findGetter(decoder, name, field.getType())
          .asType(methodType(type, Object.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
