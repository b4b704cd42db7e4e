// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

/** One guest: what is said goes to the room, and whoever does not answer a ping is shown out. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails ends the channel, and that is noticed
final class ChatHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final int KICKED = 4001;

  private final Rooms rooms;
  private String room = "";
  private boolean pinged;

  ChatHandler(Rooms rooms) {
    this.rooms = rooms;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext guest, WebSocketFrame frame) {
    pinged = false;
    if (frame instanceof TextWebSocketFrame text) {
      heard(guest, text.text());
    } else if (!(frame instanceof PongWebSocketFrame)) {
      guest.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE));
    }
  }

  private void heard(ChannelHandlerContext guest, String words) {
    switch (words) {
      case "/crash" -> throw new IllegalStateException("the chat room is on fire");
      case "/kick" ->
          guest
              .writeAndFlush(new CloseWebSocketFrame(KICKED, "kicked"))
              .addListener(ChannelFutureListener.CLOSE);
      default -> rooms.say(room, words);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext guest, Object event) throws Exception {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete upgrade) {
      room = upgrade.requestUri();
      rooms.enter(room, guest.channel());
    } else if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
      if (pinged) {
        guest.close();
      } else {
        pinged = true;
        guest.writeAndFlush(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
      }
    } else {
      super.userEventTriggered(guest, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext guest, Throwable cause) {
    if (!guest.channel().isActive() || cause instanceof CorruptedWebSocketFrameException) {
      guest.close();
      return;
    }
    guest
        .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INTERNAL_SERVER_ERROR))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
