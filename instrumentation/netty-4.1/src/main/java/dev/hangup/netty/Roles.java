// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Which side of a connection we are, where no handshake told. Asked once per connection.
 *
 * <p>A decoder knows whether it expects masked frames, which only servers do. Where it cannot be
 * asked (no rights, another shape in a version to come), accepted channels are servers': their
 * parent, or for an HTTP/2 stream their parent's parent, listens.
 */
final class Roles {

  private Roles() {}

  static boolean isServer(Channel channel) {
    Object decoder = channel.pipeline().get(WebSocket08FrameDecoder.class);
    Boolean masked = decoder == null ? null : expectsMasked(decoder);
    return masked != null ? masked : isAccepted(channel);
  }

  private static boolean isAccepted(Channel channel) {
    for (Channel at = channel; at != null; at = at.parent()) {
      if (at instanceof ServerChannel) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Boolean expectsMasked(Object decoder) {
    try {
      for (Field field : WebSocket08FrameDecoder.class.getDeclaredFields()) {
        if (field.getName().equals("expectMaskedFrames")) { // before 4.1.37
          return (Boolean) opened(field).get(decoder);
        }
        if (field.getName().equals("config")) {
          Object config = opened(field).get(decoder);
          return (Boolean) opened(field.getType().getMethod("expectMaskedFrames")).invoke(config);
        }
      }
      return null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static <T extends AccessibleObject> T opened(T member) {
    member.setAccessible(true);
    return member;
  }
}
