// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A raw client: bytes on a socket, and no WebSocket library that could mend what is meant to be
 * broken.
 */
final class Patient implements AutoCloseable {

  private static final int FIN = 0x80;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PATIENCE_MILLIS = 20_000;

  /** Any key will do (RFC 6455 5.3); this one shows in a hex dump. */
  private static final byte[] KEY = {0x11, 0x22, 0x33, 0x44};

  private final Socket socket;
  private final DataInputStream in;

  Patient(int port, String path) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    send(
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: localhost:"
                + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nUser-Agent: close-clinic\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    String status = headerLine();
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new IOException("the server answered: " + status);
    }
    while (!headerLine().isEmpty()) {
      // the other headers do not matter here
    }
  }

  /** Says a word and waits until it comes back, so that the server is known to be listening. */
  Patient talk() throws IOException {
    text("hello");
    while (readFrame() != (FIN | TEXT)) {
      // pings may come first
    }
    return this;
  }

  void text(String words) throws IOException {
    masked(FIN | TEXT, words.getBytes(StandardCharsets.UTF_8));
  }

  /** A Close frame with a code. */
  void close(int code) throws IOException {
    masked(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** One whole frame as a client must send it. */
  void masked(int firstByte, byte[] payload) throws IOException {
    announced(firstByte, payload.length, payload);
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

  /** A whole frame that need not arrive: a server may hang up at its header. */
  void pour(int firstByte, int length) throws IOException {
    try {
      masked(firstByte, new byte[length]);
    } catch (SocketException e) {
      // hung up, as some do before they have read it
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads on until the server is gone. */
  void awaitEnd() throws IOException {
    try {
      while (in.read() >= 0) {
        // whatever it still has to say
      }
    } catch (SocketException e) {
      // a reset is an end as well
    }
  }

  /** Reads frames until the server's Close frame has come. */
  void awaitClose() throws IOException {
    while (readFrame() != (FIN | CLOSE)) {
      // data and pings
    }
  }

  /**
   * Ends the TCP connection with a reset: what is left when a process is killed or a cable pulled.
   */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    in.skipNBytes(length);
    return first;
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
}
