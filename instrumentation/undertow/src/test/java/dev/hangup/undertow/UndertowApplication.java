// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketExtension;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.client.WebSocketClient;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Pooled;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The echo application on Undertow's own API. */
public final class UndertowApplication implements StackUnderTest {

  private static final String HOST = "127.0.0.1";

  private Undertow server;
  private XnioWorker worker;
  private ByteBufferPool buffers;

  /** Made by the testkit, by name. */
  public UndertowApplication() {}

  @Override
  public int serve(Options options) throws Exception {
    Undertow.Builder builder =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(
                Handlers.pathTemplate()
                    .add("/echo/{id}", endpoint(options))
                    .add("/forbidden", exchange -> exchange.setStatusCode(403).endExchange())
                    .add("/broken", UndertowApplication::fail));
    if (options.tls()) {
      builder.addHttpsListener(0, HOST, TestTls.context());
    } else {
      builder.addHttpListener(0, HOST);
    }
    server = builder.build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static void fail(HttpServerExchange exchange) {
    throw new IllegalStateException("no upgrade of " + exchange.getRequestPath());
  }

  private static WebSocketProtocolHandshakeHandler endpoint(Options options) {
    Set<String> subprotocols =
        options.subprotocol().isEmpty() ? Set.of() : Set.of(options.subprotocol());
    WebSocketConnectionCallback opened = (exchange, channel) -> echo(channel, options);
    WebSocketProtocolHandshakeHandler endpoint =
        new WebSocketProtocolHandshakeHandler(
            List.of(new Hybi13Handshake(subprotocols, false)), opened);
    return options.deflate()
        ? endpoint.addExtension(new PerMessageDeflateHandshake(false))
        : endpoint;
  }

  private static void echo(WebSocketChannel channel, Options options) {
    channel.getReceiveSetter().set(new Echo(options));
    if (options.idleMillis() > 0) {
      channel.setIdleTimeout(options.idleMillis());
    }
    channel.resumeReceives();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    Xnio xnio = Xnio.getInstance(UndertowApplication.class.getClassLoader());
    worker =
        xnio.createWorker(
            OptionMap.builder()
                .set(org.xnio.Options.WORKER_IO_THREADS, 1)
                .set(org.xnio.Options.WORKER_TASK_CORE_THREADS, 1)
                .set(org.xnio.Options.WORKER_TASK_MAX_THREADS, 1)
                .getMap());
    buffers = new DefaultByteBufferPool(true, 16 * 1024);
    WebSocketClient.ConnectionBuilder builder =
        new WebSocketClient.ConnectionBuilder(worker, buffers, options.uri(port));
    if (options.tls()) {
      builder.setSsl(
          new UndertowXnioSsl(
              xnio,
              OptionMap.EMPTY,
              options.path().endsWith("untrusted")
                  ? javax.net.ssl.SSLContext.getDefault()
                  : TestTls.context()));
    }
    if (!options.subprotocol().isEmpty() || options.deflate()) {
      builder.setClientNegotiation(
          new WebSocketClientNegotiation(
              options.subprotocol().isEmpty() ? List.of() : List.of(options.subprotocol()),
              options.deflate() ? WebSocketExtension.parse("permessage-deflate") : List.of()));
    }
    if (options.deflate()) {
      builder.setClientExtensions(Set.of(new PerMessageDeflateHandshake(true)));
    }
    builder
        .connect()
        .addNotifier(
            new IoFuture.HandlingNotifier<WebSocketChannel, Options>() {
              @Override
              public void handleDone(WebSocketChannel channel, Options with) {
                echo(channel, with);
              }
            },
            options);
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.stop();
    }
    if (worker != null) {
      worker.shutdownNow();
    }
  }

  private static final class Echo extends AbstractReceiveListener {

    private final Options options;

    Echo(Options options) {
      this.options = options;
    }

    /** The library goes on as if nothing had been thrown. */
    @Override
    public void handleEvent(WebSocketChannel channel) {
      try {
        super.handleEvent(channel);
      } catch (RuntimeException e) {
        WebSockets.sendClose(1011, "", channel, null);
      }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      pause(channel);
      new Side(channel).received(message.getData());
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      pause(channel);
      Pooled<ByteBuffer[]> data = message.getData();
      ByteBuffer payload = WebSockets.mergeBuffers(data.getResource());
      data.free();
      new Side(channel).received(payload);
    }

    private void pause(WebSocketChannel channel) {
      if (options.readOnDemand()) {
        channel.suspendReceives();
        channel.getIoThread().executeAfter(channel::resumeReceives, 20, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    protected long getMaxTextBufferSize() {
      return options.maxFrame();
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return options.maxFrame();
    }
  }

  private record Side(WebSocketChannel channel) implements EchoSide {

    @Override
    public void send(String text) {
      WebSockets.sendText(text, channel, null);
    }

    @Override
    public void send(ByteBuffer payload) {
      WebSockets.sendBinary(payload, channel, null);
    }

    @Override
    public void ping(ByteBuffer payload) {
      WebSockets.sendPing(payload, channel, null);
    }

    @Override
    public void close(int code, String reason) throws IOException {
      if (code == 1005) {
        channel.sendClose();
      } else {
        WebSockets.sendClose(code, reason, channel, null);
      }
    }

    @Override
    public void drop() throws IOException {
      channel.close();
    }

    /** Not on the thread that reads, which must not wait. */
    @Override
    public void flood() {
      Thread flood =
          new Thread(
              () -> {
                try {
                  while (true) {
                    WebSockets.sendBinaryBlocking(ByteBuffer.allocate(Command.FLOODED), channel);
                  }
                } catch (IOException over) {
                  return;
                }
              });
      flood.setDaemon(true);
      flood.start();
    }
  }
}
