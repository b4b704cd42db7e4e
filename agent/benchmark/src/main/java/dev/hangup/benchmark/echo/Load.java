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
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Connections with so many messages on the way each, neither more nor less. One is what a chat
 * looks like to a server, and leaves it no reads or writes to put together; many are a busy feed:
 * what may be sent goes out in one call. One thread, and no library.
 */
final class Load implements AutoCloseable {

  private static final Pattern KEY_HEADER = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");

  /** A millisecond, which is what a selector can wait for. */
  private static final long SOON = 1_000_000;

  /** A server that said nothing for so long may have forgotten an answer, see {@link #nudge}. */
  private static final long FORGOTTEN = 200 * SOON;

  /** Half a minute. */
  private static final long PATIENCE = 30_000 * SOON;

  private final Selector selector = Selector.open();
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer read = ByteBuffer.allocate(1 << 18);
  private final Messages messages;
  private final Traffic traffic;

  /** Of all connections together. */
  private long underWay;

  private boolean nudging;
  private int nudges;

  /**
   * Connects and shakes hands.
   *
   * @param client whether it is a client that echoes, and dials where we tell it
   */
  Load(int port, boolean client, Traffic traffic) throws IOException {
    if (client && traffic.compressed()) {
      throw new IllegalArgumentException("a client that echoes is not offered compression");
    }
    this.traffic = traffic;
    messages = new Messages(traffic, !client);
    for (int i = 0; i < traffic.connections(); i++) {
      SocketChannel channel = client ? dialled(port) : connected(port, traffic.compressed());
      connections.add(new Connection(channel));
    }
  }

  private final class Connection {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Echoes echoes = new Echoes(messages, traffic.compressed());
    private final ByteBuffer out = messages.nothing();
    private final int number = connections.size();
    private int next;
    private int owed;
    private int missing;

    Connection(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends so many messages, as soon as the other side takes them. */
    void send(int count) throws IOException {
      owe(count);
      flush();
    }

    void owe(int count) {
      owed += count;
      missing += count;
      underWay += count;
    }

    void flush() throws IOException {
      while (out.hasRemaining() || owed > 0) {
        if (!out.hasRemaining()) {
          int batch = Math.min(owed, messages.count());
          messages.select(out, next, batch);
          next = (next + batch) % messages.count();
          owed -= batch;
        }
        channel.write(out);
        if (out.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
      }
      key.interestOps(SelectionKey.OP_READ);
    }

    /** Returns how many messages became whole. */
    int receive() throws IOException {
      int whole = 0;
      do {
        Load.read(channel, read.clear());
        whole += echoes.take(read.flip());
      } while (read.limit() == read.capacity());
      missing -= whole;
      underWay -= whole;
      return whole;
    }
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

  private static SocketChannel connected(int port, boolean compressed) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (compressed ? "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n" : "\r\n");
    channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    String head = readHead(channel);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("no upgrade: " + head);
    }
    if (compressed && !head.contains("permessage-deflate")) {
      throw new IOException("no compression: " + head);
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
    long end = System.nanoTime() + nanos;
    return run(() -> System.nanoTime() < end);
  }

  /** Keeps all connections busy as long as that holds. */
  long run(BooleanSupplier goesOn) throws IOException {
    for (Connection connection : connections) {
      connection.send(traffic.pipelined());
    }
    long echoed = 0;
    long quiet = 0;
    while (underWay > 0) {
      boolean goOn = goesOn.getAsBoolean();
      if (selector.select(FORGOTTEN / SOON) == 0) {
        quiet += FORGOTTEN;
        if (quiet > PATIENCE) {
          throw nothingCame();
        }
        if (nudging) {
          nudge();
        }
        continue;
      }
      quiet = 0;
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (key.isWritable()) {
          connection.flush();
        }
        int whole = key.isReadable() ? connection.receive() : 0;
        echoed += whole;
        int more = traffic.pipelined() - connection.missing;
        if (goOn && more > 0) {
          connection.send(more);
        }
      }
      selector.selectedKeys().clear();
    }
    return echoed;
  }

  /**
   * One message more where answers are missing. A server that keeps an answer by a race of its own
   * gives it out with the next one; one that is only slow has a message more to echo.
   */
  private void nudge() throws IOException {
    for (Connection connection : connections) {
      if (connection.missing > 0) {
        connection.send(1);
        nudges++;
      }
    }
  }

  /** For a server that forgets answers. */
  void nudgeWhereAnswersAreMissing() {
    nudging = true;
  }

  /** How many messages were sent only because answers were missing. */
  int nudges() {
    return nudges;
  }

  /**
   * Sends so many messages per second for so long, whether or not earlier ones have come back.
   * Returns how long after it was due each came back, in nanoseconds.
   */
  Histogram paced(double perSecond, long nanos) throws IOException {
    Schedule schedule = new Schedule(System.nanoTime(), perSecond, connections.size());
    long all = Math.max(1, (long) (perSecond * nanos / 1e9));
    long sent = 0;
    long echoed = 0;
    long last = System.nanoTime();
    while (echoed < all) {
      long due = Math.min(all, schedule.due(System.nanoTime()));
      for (long number = sent; number < due; number++) {
        connections.get(schedule.connection(number)).owe(1);
      }
      long toFlush = Math.min(due, sent + connections.size());
      for (long number = sent; number < toFlush; number++) {
        connections.get(schedule.connection(number)).flush();
      }
      sent = due;
      // Sleep is coarse: what is due soon is waited for awake.
      long wait = sent == all ? SOON : schedule.dueAt(sent) - System.nanoTime();
      if (wait < SOON) {
        selector.selectNow();
      } else {
        selector.select(wait / SOON);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (key.isWritable()) {
          connection.flush();
        }
        int whole = key.isReadable() ? connection.receive() : 0;
        schedule.arrived(connection.number, whole, System.nanoTime());
        echoed += whole;
      }
      if (!selector.selectedKeys().isEmpty() || sent == echoed) {
        last = System.nanoTime();
      } else if (System.nanoTime() - last > PATIENCE) {
        throw nothingCame();
      }
      selector.selectedKeys().clear();
    }
    return schedule.latencies();
  }

  private static IOException nothingCame() {
    return new IOException("nothing came back for half a minute");
  }

  private static void read(SocketChannel channel, ByteBuffer into) throws IOException {
    if (channel.read(into) < 0) {
      throw new EOFException("the other side hung up");
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
      connection.echoes.close();
    }
    selector.close();
  }
}
