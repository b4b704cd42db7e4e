// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket on a stream of HTTP/2, RFC 8441, as Reactor Netty has it: handshakers of its own, which
 * are none of Netty's, and Netty's frame codec in the stream's channel.
 */
final class Http2Handshake {

  private Http2Handshake() {}

  /** The server answers an extended CONNECT. */
  @OnEnter
  static @Nullable Object answer(
      @Advice.Argument(0) Channel channel, @Advice.Argument(1) HttpRequest request) {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = ChannelState.begin(channel, Handshakes.request(channel, request));
    return wire == null ? null : Upgrade.begin(channel, wire).switching(WireTap.switching());
  }

  @OnExit
  static void answerDone(
      @Advice.FieldValue("selectedSubProtocol") @Nullable String subprotocol,
      @Advice.Enter @Nullable Object begun,
      @Advice.Return @Nullable ChannelFuture written,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun != null) {
      ServerHandshake.answered((Upgrade) begun, () -> subprotocol, written, thrown);
    }
  }

  /** The client asks. */
  @OnEnter
  static @Nullable Object ask(
      @Advice.FieldValue("uri") @Nullable URI uri, @Advice.Argument(0) Channel channel) {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = ClientHandshake.begin(uri, channel);
    return wire == null ? null : Upgrade.begin(channel, wire);
  }

  @OnExit
  static void askDone(
      @Advice.Enter @Nullable Object begun,
      @Advice.Return @Nullable ChannelFuture sent,
      @Advice.Thrown @Nullable Throwable thrown) {
    ClientHandshake.handshakeDone(begun, sent, thrown);
  }

  /** The server agreed; returning without an exception is the connection's beginning. */
  @OnEnter
  static @Nullable Object finish(
      @Advice.Argument(0) Channel channel, @Advice.Argument(1) HttpResponse response) {
    Wire wire = ChannelState.wire(channel);
    if (wire != null) {
      ClientHandshake.heard(wire, response);
    }
    return wire;
  }

  @OnExit
  static void finishDone(
      @Advice.FieldValue("actualSubProtocol") @Nullable String subprotocol,
      @Advice.Argument(0) Channel channel,
      @Advice.Argument(1) HttpResponse response,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun != null) {
      ClientHandshake.finished(channel, (Wire) begun, response, subprotocol, thrown);
    }
  }

  /**
   * What comes on the stream goes to the frame decoder. The last of it has the peer's END_STREAM,
   * which is to a stream what a FIN is to a TCP connection: told behind the bytes that came with
   * it, and where there are none, before anything is made of it.
   */
  @OnEnter
  static @Nullable Object read(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) Object message) {
    if (!(message instanceof LastHttpContent) || message instanceof HttpMessage) {
      return null;
    }
    Wire wire = ChannelState.wire(context.channel());
    if (wire != null && !((HttpContent) message).content().isReadable()) {
      wire.eof();
      return null;
    }
    return wire;
  }

  @OnExit
  static void readDone(@Advice.Enter @Nullable Object wire) {
    if (wire != null) {
      ((Wire) wire).eof();
    }
  }
}
