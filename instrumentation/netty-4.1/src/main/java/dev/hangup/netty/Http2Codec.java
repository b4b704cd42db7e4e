// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.List;
import net.bytebuddy.asm.Advice;

/**
 * What {@link PlainAnswer} is to HTTP/1.1, for a stream of HTTP/2: an extended CONNECT that is
 * refused. All HTTP/2 of the program that is told as HTTP objects passes here: a look at the
 * request's method, and one at the channel's state for an answer.
 */
final class Http2Codec {

  private static final int FINAL = 200;

  private static final String PROTOCOL = ":protocol";

  private Http2Codec() {}

  /** The codec made HTTP objects of a frame. */
  @OnReturn
  static void decoded(
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.Argument(1) Http2StreamFrame frame,
      @Advice.Argument(2) List<?> decoded) {
    if (decoded.isEmpty() || !(frame instanceof Http2HeadersFrame headers)) {
      return;
    }
    Object head = decoded.get(0);
    if (head instanceof HttpRequest request) {
      if (request.method().equals(HttpMethod.CONNECT)
          && isWebSocket(headers.headers())
          && WireTap.active()) {
        ChannelState.ask(context.channel(), asked(context.channel(), request, headers.headers()));
      }
    } else if (head instanceof HttpResponse response) {
      ChannelConnection tapped = ChannelState.of(context.channel());
      if (tapped != null && response.status().code() >= FINAL) {
        tapped.heardAnswer(response.status().code(), response.headers()::get);
      }
    }
  }

  private static boolean isWebSocket(Http2Headers headers) {
    CharSequence protocol = headers.get(PROTOCOL);
    return protocol != null && protocol.toString().equalsIgnoreCase("websocket");
  }

  /** The target of a plain CONNECT is a host, and the codec knows no other. */
  private static Handshake asked(Channel channel, HttpRequest request, Http2Headers headers) {
    CharSequence path = headers.path();
    return Handshakes.request(channel, request).target(path == null ? null : path.toString());
  }

  /** The codec is about to make frames of an answer, of which only the head says how it ended. */
  @OnEnter
  static void encoded(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) HttpObject message) {
    Channel channel = context.channel();
    ChannelConnection tapped = ChannelState.of(channel);
    if (tapped == null || tapped.isAnswered() || !(message instanceof HttpResponse response)) {
      return;
    }
    int status = response.status().code();
    if (status >= FINAL) {
      ChannelState.answered(channel, tapped, status, isSuccess(status));
    }
  }

  /** RFC 8441 5: any of them agrees. */
  private static boolean isSuccess(int status) {
    return status < 300;
  }
}
