// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections with one message on the way each: what a chat looks like to a server, and what leaves
 * it no reads or writes to put together. One thread, and no library.
 */
final class Load implements AutoCloseable {

  private static final int OPCODE = 0x82; // binary, final
  private static final int MASKED = 0x80;
  private static final int HEADER = 2;
  private static final int KEY = 4;
  private static final Pattern KEY_HEADER = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer message;
  private final int answer;

  /**
   * Connects and shakes hands.
   *
   * @param client whether it is a client that echoes, and dials where we tell it
   * @param size of the messages, at most 125
   */
  Load(int port, boolean client, int connections, int size) throws IOException {
    message = ByteBuffer.allocateDirect(HEADER + (client ? 0 : KEY) + size);
    message.put((byte) OPCODE);
    if (client) {
      message.put((byte) size);
    } else {
      message.put((byte) (MASKED | size)).putInt(0x37fa213d);
    }
    while (message.hasRemaining()) {
      message.put((byte) message.position());
    }
    answer = HEADER + (client ? KEY : 0) + size;
    for (int i = 0; i < connections; i++) {
      channels.add(ready(client ? dialled(port) : connected(port)));
    }
  }

  private SocketChannel ready(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(answer));
    return channel;
  }

  private static SocketChannel dialled(int orders) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocketChannel listening =
        ServerSocketChannel.open().bind(new InetSocketAddress(here, 0))) {
      try (Socket order = new Socket(here, orders)) {
        new DataOutputStream(order.getOutputStream()).writeInt(listening.socket().getLocalPort());
      }
      SocketChannel channel = listening.accept();
      Matcher key = KEY_HEADER.matcher(readHead(channel));
      if (!key.find()) {
        throw new IOException("no request for an upgrade");
      }
      String response =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(key.group(1))
              + "\r\n\r\n";
      channel.write(ByteBuffer.wrap(response.getBytes(US_ASCII)));
      return channel;
    }
  }

  /** RFC 6455 4.2.2. */
  private static String accept(String key) {
    try {
      String both = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      MessageDigest sha = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha.digest(both.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static SocketChannel connected(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    String head = readHead(channel);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("no upgrade: " + head);
    }
    return channel;
  }

  private static String readHead(SocketChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    int ending = 0;
    StringBuilder head = new StringBuilder();
    while (ending != 0x0d0a0d0a) {
      read(channel, one.clear());
      ending = ending << 8 | one.get(0);
      head.append((char) one.get(0));
    }
    return head.toString();
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
      throw new EOFException("the other side hung up");
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
