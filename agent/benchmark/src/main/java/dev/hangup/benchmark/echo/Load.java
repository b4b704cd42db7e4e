// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections with one message on the way each: what a chat looks like to a server, and what leaves
 * it no reads or writes to put together. One thread, and no library.
 */
final class Load implements AutoCloseable {

  private static final int OPCODE = 0x82; // binary, final
  private static final int MASKED = 0x80;
  private static final int HEADER = 2;
  private static final int KEY = 4;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer message;
  private final int answer;

  /**
   * Connects and shakes hands.
   *
   * @param size of the messages, at most 125
   */
  Load(int port, int connections, int size) throws IOException {
    message = ByteBuffer.allocateDirect(HEADER + KEY + size);
    message.put((byte) OPCODE).put((byte) (MASKED | size)).putInt(0x37fa213d);
    while (message.hasRemaining()) {
      message.put((byte) message.position());
    }
    answer = HEADER + size;
    for (int i = 0; i < connections; i++) {
      channels.add(connected(port));
    }
  }

  private SocketChannel connected(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String request =
        "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    readHead(channel);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(answer));
    return channel;
  }

  private static void readHead(SocketChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    int ending = 0;
    StringBuilder head = new StringBuilder();
    while (ending != 0x0d0a0d0a) {
      read(channel, one.clear());
      ending = ending << 8 | one.get(0);
      head.append((char) one.get(0));
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("no upgrade: " + head);
    }
  }

  /** Keeps all connections busy for so long. Returns how many messages came back. */
  long run(long nanos) throws IOException {
    for (SocketChannel channel : channels) {
      send(channel);
    }
    long end = System.nanoTime() + nanos;
    long echoed = 0;
    int underWay = channels.size();
    while (underWay > 0) {
      boolean goOn = System.nanoTime() < end;
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (isWhole(key)) {
          echoed++;
          if (goOn) {
            send((SocketChannel) key.channel());
          } else {
            underWay--;
          }
        }
      }
      selector.selectedKeys().clear();
    }
    return echoed;
  }

  private static boolean isWhole(SelectionKey key) throws IOException {
    ByteBuffer into = (ByteBuffer) key.attachment();
    read((SocketChannel) key.channel(), into);
    if (into.hasRemaining()) {
      return false;
    }
    into.clear();
    return true;
  }

  private static void read(SocketChannel channel, ByteBuffer into) throws IOException {
    if (channel.read(into) < 0) {
      throw new EOFException("the server hung up");
    }
  }

  private void send(SocketChannel channel) throws IOException {
    message.clear();
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
