// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.xnio.Pooled;

/** Undertow's core API, as it is without a servlet container. */
@SuppressWarnings("deprecation") // its listener hands out what XNIO has deprecated
public final class UndertowEcho implements EchoServer {

  @Override
  public String stack() {
    return "undertow";
  }

  @Override
  public String version() {
    return Version.getVersionString();
  }

  @Override
  public int start(int size) {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                Handlers.path()
                    .addExactPath(
                        "/echo",
                        Handlers.websocket(
                            (exchange, channel) -> {
                              channel.getReceiveSetter().set(new Echo());
                              channel.resumeReceives();
                            })))
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static final class Echo extends AbstractReceiveListener {

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      Pooled<ByteBuffer[]> data = message.getData();
      ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
      data.free();
      WebSockets.sendBinary(whole, channel, null);
    }
  }
}
