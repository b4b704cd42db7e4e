// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import java.util.List;
import net.bytebuddy.asm.Advice;

/**
 * Upgrades that are answered as plain HTTP: a framework, a filter or a handler refuses them, but
 * the request came through the HTTP decoder and the answer goes through the encoder; and on a
 * client, a channel's state tells the two apart: the request came through the decoder. All HTTP of
 * the program passes here: two looks into the headers of a request, one look at the channel's state
 * for an answer.
 */
final class PlainAnswer {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FINAL = 200;

  // These keep their hash; the headers are not looked through one by one.
  private static final AsciiString KEY = new AsciiString("sec-websocket-key");
  private static final AsciiString UPGRADE = new AsciiString("upgrade");

  private PlainAnswer() {}

  /** The decoder returned. What it had to say stands in the list, the head of a message first. */
  @OnReturn
  static void decoded(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(2) List<?> decoded) {
    if (decoded.isEmpty()) {
      return;
    }
    Object head = decoded.get(0);
    if (head instanceof HttpRequest request) {
      if (asksForAnUpgrade(request.headers()) && WireTap.active()) {
        Channel channel = context.channel();
        Handshake asked = Handshakes.request(channel, request);
        if (ChannelState.ask(channel, asked)) {
          Relays.begin(channel, asked);
        }
      }
    } else if (head instanceof HttpResponse response) {
      ChannelConnection tapped = ChannelState.of(context.channel());
      if (tapped != null && response.status().code() >= FINAL) {
        tapped.heardAnswer(response.status().code(), response.headers()::get);
      }
    }
  }

  /** A proxy may have taken one of the two away; that answer is worth telling most. */
  private static boolean asksForAnUpgrade(HttpHeaders headers) {
    if (headers.contains(KEY)) {
      return true;
    }
    String upgrade = headers.get(UPGRADE);
    return upgrade != null && upgrade.equalsIgnoreCase("websocket");
  }

  /** The encoder is about to write: of an answer only the head says how it ended. */
  @OnEnter
  static void encoded(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) Object message) {
    Channel channel = context.channel();
    ChannelConnection tapped = ChannelState.of(channel);
    if (tapped == null || tapped.isAnswered() || !(message instanceof HttpResponse response)) {
      return;
    }
    int status = response.status().code();
    boolean switched = status == SWITCHING_PROTOCOLS;
    if (switched || status >= FINAL) { // all others go before the answer
      ChannelState.answered(channel, tapped, status, switched);
    }
  }
}
