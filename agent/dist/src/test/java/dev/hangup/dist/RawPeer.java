// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client made of bytes, which can say what no library would. */
final class RawPeer implements AutoCloseable {

  private final Socket socket;

  private RawPeer(Socket socket) {
    this.socket = socket;
  }

  /** Upgraded. */
  static RawPeer at(int port, String path) throws IOException {
    Socket socket = new Socket("localhost", port);
    RawPeer peer = new RawPeer(socket);
    peer.send(
        String.join(
                "\r\n",
                "GET " + path + " HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "")
            .getBytes(StandardCharsets.UTF_8));
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no upgrade: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException(head.toString());
    }
    return peer;
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void say(String text) throws IOException {
    frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Until the server has answered it, and closed. */
  void close(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    frame(0x88, payload);
    awaitEnd();
  }

  /** Without a Close frame. */
  void drop() throws IOException {
    socket.shutdownOutput();
    awaitEnd();
  }

  private void awaitEnd() throws IOException {
    InputStream in = socket.getInputStream();
    while (in.read() >= 0) {
      // until it is closed
    }
    socket.close();
  }

  /** Masked with zeros, and short. */
  private void frame(int firstByte, byte[] payload) throws IOException {
    if (payload.length > 125) {
      throw new IllegalArgumentException("too long");
    }
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) firstByte;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    send(frame);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
