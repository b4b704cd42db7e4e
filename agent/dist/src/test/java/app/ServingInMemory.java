// SPDX-License-Identifier: Apache-2.0
package app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * An echo server and its clients, raw bytes as everywhere here, over Netty's transport in memory:
 * as many connections as the heap takes, where sockets end with the files that a process may open.
 * Does what it is told, line by line, and answers each line when it is done.
 */
public final class ServingInMemory {

  private static final LocalAddress HERE = new LocalAddress("here");

  private final EventLoopGroup loop = new DefaultEventLoopGroup(1);
  private final List<Channel> clients = new ArrayList<>();
  private final Semaphore answered = new Semaphore(0);

  private ServingInMemory() throws InterruptedException {
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(new Echo.Pipeline())
        .bind(HERE)
        .sync();
  }

  /** {@code open N LINE|LINE|…}, the lines of a request; {@code talk}; {@code drop}. */
  public static void main(String[] arguments) throws Exception {
    ServingInMemory serving = new ServingInMemory();
    System.out.println("in memory");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      serving.obey(line);
      System.out.println("done");
    }
    System.exit(0);
  }

  private void obey(String line) throws InterruptedException, IOException {
    String[] words = line.split(" ", 3);
    if (words[0].equals("open")) {
      String head = words[2].replace("|", "\r\n") + "\r\n\r\n";
      open(Integer.parseInt(words[1]), head.getBytes(US_ASCII));
    } else if (line.equals("talk")) {
      for (Channel client : clients) {
        ask(client, Echo.HELLO);
      }
    } else if (line.equals("drop")) {
      for (Channel client : clients) {
        client.close().sync();
      }
      clients.clear();
    } else {
      throw new IOException("cannot do '" + line + "'");
    }
  }

  private void open(int times, byte[] request) throws InterruptedException {
    Bootstrap client =
        new Bootstrap().group(loop).channel(LocalChannel.class).handler(new Answered());
    for (int i = 0; i < times; i++) {
      Channel channel = client.connect(HERE).sync().channel();
      ask(channel, request);
      clients.add(channel);
    }
  }

  /** And waits for the answer, whatever it is. */
  @SuppressWarnings("FutureReturnValueIgnored") // no answer comes where that fails
  private void ask(Channel channel, byte[] bytes) throws InterruptedException {
    channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    answered.acquire();
  }

  @Sharable
  private final class Answered extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      String text = bytes.toString(US_ASCII);
      bytes.release();
      if (text.endsWith("\r\n\r\n") || text.endsWith("hello")) {
        answered.release();
      }
    }
  }
}
