// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who is where. A channel leaves its room when it closes. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails ends the channel, and that is noticed
final class Rooms {

  private final Map<String, ChannelGroup> rooms = new ConcurrentHashMap<>();

  void enter(String room, Channel guest) {
    rooms
        .computeIfAbsent(room, name -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
        .add(guest);
  }

  void say(String room, String words) {
    ChannelGroup guests = rooms.get(room);
    if (guests != null) {
      guests.writeAndFlush(new TextWebSocketFrame(words));
    }
  }
}
