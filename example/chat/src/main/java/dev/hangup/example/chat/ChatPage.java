// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Serves the one page there is; everything below {@code /chat/} goes on to the WebSocket handlers.
 */
final class ChatPage extends SimpleChannelInboundHandler<FullHttpRequest> {

  ChatPage() {
    super(false);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
      throws IOException {
    if (request.uri().startsWith("/chat/")) {
      context.fireChannelRead(request);
      return;
    }
    request.release();
    boolean home = request.uri().equals("/");
    byte[] page = home ? page() : "no such page\n".getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            home ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
            Unpooled.wrappedBuffer(page));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, home ? "text/html; charset=utf-8" : "text/plain")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, page.length);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static byte[] page() throws IOException {
    try (InputStream page = ChatPage.class.getResourceAsStream("/chat.html")) {
      if (page == null) {
        throw new IOException("chat.html is not in the jar");
      }
      return page.readAllBytes();
    }
  }
}
