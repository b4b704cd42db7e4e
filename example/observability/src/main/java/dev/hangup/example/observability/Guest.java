// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that is nothing but bytes on a socket, so that it can misbehave. */
final class Guest implements AutoCloseable {

  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int RESERVED = 0x3;
  static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int FIN = 0x80;

  private static final int PATIENCE_MILLIS = 20_000;

  /** Any key will do (RFC 6455 5.3). */
  private static final byte[] KEY = {0x21, 0x43, 0x65, 0x07};

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** The server did not switch protocols. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String status) {
      super("the server answered: " + status);
    }
  }

  Guest(InetSocketAddress server, String path) throws IOException {
    this(server, path, 13);
  }

  Guest(InetSocketAddress server, String path, int version) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(socket.getInputStream());
      upgrade(server, path, version);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void upgrade(InetSocketAddress server, String path, int version) throws IOException {
    send(
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: localhost:"
                + server.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nUser-Agent: crowd\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: "
                + version
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    String status = headerLine();
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new RefusedException(status);
    }
    while (!headerLine().isEmpty()) {
      // the other headers do not matter here
    }
  }

  private String headerLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server hung up in the middle of its answer");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  void text(String words) throws IOException {
    frame(TEXT, words.getBytes(StandardCharsets.UTF_8));
  }

  void close(int code) throws IOException {
    frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** A whole message in one frame, as a client must send it. */
  void frame(int opcode, byte[] payload) throws IOException {
    announced(FIN | opcode, payload.length, payload);
  }

  /** A message that need not arrive: a server may hang up at its header. */
  void pour(int opcode, int length) throws IOException {
    try {
      frame(opcode, new byte[length]);
    } catch (SocketException e) {
      // hung up, as some do before they have read it
    }
  }

  /** A frame whose header promises {@code length} bytes, and as many of them as are given. */
  void announced(int firstByte, int length, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) firstByte);
    if (length < 126) {
      frame.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      frame.put((byte) 0xfe).putShort((short) length);
    } else {
      frame.put((byte) 0xff).putLong(length);
    }
    frame.put(KEY);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ KEY[i & 3]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    send(bytes);
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /**
   * Reads what the server has to say and answers its pings, until a frame with this opcode comes;
   * the end of the connection is one as well.
   */
  void await(int opcode) throws IOException {
    for (int came = read(); came != opcode; came = read()) {
      // whatever else is said in the room
    }
  }

  /** Stays silent for a while, but answers pings. */
  void listen(int millis) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = deadline - System.nanoTime();
          left > 0;
          left = deadline - System.nanoTime()) {
        socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(left) + 1);
        int first = in.readUnsignedByte();
        socket.setSoTimeout(PATIENCE_MILLIS);
        rest(first);
      }
    } catch (SocketTimeoutException e) {
      // nothing more was said
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Reads on, answers nothing, and is gone when the server is. */
  void awaitEnd() throws IOException {
    try {
      while (in.read() >= 0) {
        // whatever it still has to say
      }
    } catch (SocketException e) {
      // a reset is an end as well
    }
  }

  private int read() throws IOException {
    return rest(in.readUnsignedByte());
  }

  private int rest(int first) throws IOException {
    int opcode = first & 0xf;
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    if (opcode == PING) {
      frame(PONG, payload);
    }
    return opcode;
  }

  /** Ends the TCP connection with a reset, as when a process is killed. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
