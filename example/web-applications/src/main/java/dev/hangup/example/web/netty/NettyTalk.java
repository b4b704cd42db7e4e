// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.FastThreadLocal;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says what it is told, at a port that it tells by HTTP. It works on a thread of the JVM's common
 * pool, which was there before the war and is there after it. One loop and no group of them: the
 * end of a group is told by a thread of Netty's own that outlives it by a second.
 */
@WebServlet(urlPatterns = "/port", loadOnStartup = 1)
public class NettyTalk extends HttpServlet {

  private static final long serialVersionUID = 1;
  private static final int MOST = 65_536;

  private final transient Set<Channel> open = ConcurrentHashMap.newKeySet();
  private transient @Nullable EventLoop loop;
  private transient @Nullable Future<?> running;
  private transient @Nullable Channel server;

  @Override
  public void init() {
    EventLoop talking =
        new SingleThreadIoEventLoop(null, this::onCommonPool, NioIoHandler.newFactory());
    loop = talking;
    server =
        new ServerBootstrap()
            .group(talking)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(MOST))
                        .addLast(new WebSocketServerProtocolHandler("/talk"), new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    FastThreadLocal.removeAll(); // the thread is Tomcat's
  }

  private void onCommonPool(Runnable talking) {
    running =
        ForkJoinPool.commonPool()
            .submit(
                () -> {
                  try {
                    talking.run();
                  } finally {
                    // The last thing Netty does is to note that it has left: that must go, too.
                    FastThreadLocal.removeAll();
                  }
                });
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever is gone need not be answered
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
      context.writeAndFlush(message.retain());
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (server != null) {
      response.getWriter().print(((InetSocketAddress) server.localAddress()).getPort());
    }
  }

  /** Past the WebSocket handler, which would say goodbye. A closed channel has no handlers left. */
  private static void drop(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      first.close().syncUninterruptibly();
    }
  }

  /**
   * Connections that are open still go without a word. They are closed here: a loop of Netty 4.2
   * that is told to end between its look at that and its last tasks ends with its channels open.
   */
  @Override
  public void destroy() {
    if (loop == null || running == null) {
      return;
    }
    open.forEach(NettyTalk::drop);
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    FastThreadLocal.removeAll();
    try {
      running.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("still talking", e);
    }
  }
}
