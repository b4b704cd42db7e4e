// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection: a socket and bytes written by hand. It keeps no rule it is not
 * told to keep, and counts what it sends and gets, so that a story need not.
 */
public final class ScriptedPeer implements Closeable {

  /** Long enough never to end a story that is going to end by itself. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 1.3
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What the system sees. */
  private final Socket wire;

  /** The same, or TLS upon it. */
  private final Socket socket;

  private final boolean client;
  private final Tally sent = new Tally();
  private final Tally received = new Tally();
  private final InputStream in;

  /** Of the upgrade request, this peer's or the application's. */
  private String key = KEY;

  private ScriptedPeer(Socket wire, boolean client, boolean tls) throws IOException {
    this.client = client;
    this.wire = wire;
    wire.setTcpNoDelay(true);
    wire.setSoTimeout(PATIENCE_MILLIS);
    this.socket = tls ? secured(wire, client) : wire;
    this.in = socket.getInputStream();
  }

  private static SSLSocket secured(Socket wire, boolean client) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            TestTls.context()
                .getSocketFactory()
                .createSocket(wire, wire.getInetAddress().getHostAddress(), wire.getPort(), true);
    secured.setUseClientMode(client);
    return secured;
  }

  /** A client without a handshake yet. */
  public static ScriptedPeer dial(int port, boolean tls) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    return new ScriptedPeer(socket, true, tls);
  }

  /** The server's end of a connection somebody made to us. */
  public static ScriptedPeer accepted(Socket socket, boolean tls) throws IOException {
    return new ScriptedPeer(socket, false, tls);
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  /** Asks for an upgrade; {@code more} are header lines to add. */
  public void askUpgrade(String path, String... more) throws IOException {
    sendBytes(upgradeRequest(path, more));
  }

  /** Asks for an upgrade, and gets it. */
  public void upgrade(String path, String... more) throws IOException {
    askUpgrade(path, more);
    assertThat(readHead().get("")).contains("101");
  }

  public byte[] upgradeRequest(String path, String... more) {
    return upgradeRequest(path, 13, more);
  }

  /** For a version of the protocol, RFC 6455 4.4. */
  public byte[] upgradeRequest(String path, int version, String... more) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1:").append(socket.getPort()).append("\r\n");
    request.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Key: ").append(KEY).append("\r\n");
    request.append("Sec-WebSocket-Version: ").append(version).append("\r\n");
    request.append("User-Agent: scripted-peer\r\n");
    for (String line : more) {
      request.append(line).append("\r\n");
    }
    return request.append("\r\n").toString().getBytes(US_ASCII);
  }

  /** The head of a request or response: the first line under "", headers in lower case. */
  public Map<String, String> readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ending = 0;
    while (ending != 0x0d0a0d0a) {
      int next = readByte();
      head.write(next);
      ending = ending << 8 | next;
    }
    Map<String, String> lines = new TreeMap<>();
    for (String line : head.toString(ISO_8859_1).split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (lines.isEmpty()) {
        lines.put("", line);
      } else if (colon > 0) {
        lines.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return lines;
  }

  /**
   * Does not agree to a client's upgrade, and tells it to hang up; some would keep the connection.
   */
  public static byte[] upgradeForbidden() {
    return "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        .getBytes(US_ASCII);
  }

  /** Agrees to a client's upgrade; {@code more} are header lines to add. */
  public byte[] upgradeResponse(Map<String, String> request, String... more) {
    key = request.getOrDefault("sec-websocket-key", "");
    StringBuilder response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
    response.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    response.append("Sec-WebSocket-Accept: ").append(accept(key)).append("\r\n");
    for (String line : more) {
      response.append(line).append("\r\n");
    }
    return response.append("\r\n").toString().getBytes(US_ASCII);
  }

  /** As {@code websocket.connection.id} must be told of this conversation. */
  String connectionId() {
    return Hex.of(hash(key), 0, 16, "");
  }

  private static String accept(String key) {
    return Base64.getEncoder().encodeToString(hash(key));
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The bytes of a frame as this peer should send it. */
  public byte[] bytes(Frame frame) {
    return client ? frame.masked() : frame.plain();
  }

  /** The bytes of a frame with the masking this peer must not use. */
  public byte[] wronglyMasked(Frame frame) {
    return client ? frame.plain() : frame.masked();
  }

  /** In one write. */
  public void send(Frame... frames) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      sent.add(frame);
      all.writeBytes(bytes(frame));
    }
    sendBytes(all.toByteArray());
  }

  /**
   * Sends a frame on which the other side hangs up: it knows enough before the whole frame is out,
   * and the system answers the rest with a broken pipe or a reset.
   */
  public void sendRefused(Frame frame) throws IOException {
    try {
      send(frame);
    } catch (SocketException hungUp) {
      // what the other side said before that can still be received
    }
  }

  /** Counts frames that go out by other means. */
  public void countSent(Frame... frames) {
    for (Frame frame : frames) {
      sent.add(frame);
    }
  }

  public void send(String text) throws IOException {
    send(Frame.text(text));
  }

  /** Every byte in a segment of its own, as far as the network lets it. */
  public void sendByteByByte(Frame frame) throws IOException {
    sent.add(frame);
    for (byte each : bytes(frame)) {
      sendBytes(new byte[] {each});
    }
  }

  /** Bytes that count as nothing. */
  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Bytes below TLS, where there is TLS. */
  public void sendBare(byte[] bytes) throws IOException {
    wire.getOutputStream().write(bytes);
    wire.getOutputStream().flush();
  }

  public void sendHex(String hex) throws IOException {
    sendBytes(Hex.bytes(hex));
  }

  /** The next frame; null at the end of the stream, be it orderly or not. */
  public @Nullable Frame receive() throws IOException {
    int firstByte;
    try {
      firstByte = in.read();
    } catch (SocketException reset) {
      return null;
    }
    if (firstByte < 0) {
      return null;
    }
    int second = readByte();
    boolean masked = (second & 0x80) != 0;
    if (masked == client) {
      throw new AssertionError(client ? "a server masked its frame" : "a client did not mask");
    }
    long length = second & 0x7f;
    if (length == 126) {
      length = readNumber(2);
    } else if (length == 127) {
      length = readNumber(8);
    }
    byte[] key = masked ? readBytes(4) : new byte[4];
    byte[] payload = readBytes(Math.toIntExact(length));
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i & 3];
    }
    Frame frame = Frame.of(firstByte, payload);
    received.add(frame);
    return frame;
  }

  /** All frames up to the end of the stream. */
  public List<Frame> receiveToTheEnd() throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame = receive(); frame != null; frame = receive()) {
      frames.add(frame);
    }
    return frames;
  }

  /** Reads as much as there is for {@code bytes} bytes, whatever they are. */
  public void skip(int bytes) throws IOException {
    readBytes(bytes);
  }

  private long readNumber(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | readByte();
    }
    return number;
  }

  private byte[] readBytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("ended inside a frame");
    }
    return bytes;
  }

  private int readByte() throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException("ended inside a header");
    }
    return read;
  }

  /** FIN: this side has nothing more to say. */
  public void fin() throws IOException {
    wire.shutdownOutput();
  }

  /** RST: whatever is under way is gone. */
  public void reset() throws IOException {
    wire.setSoLinger(true, 0);
    wire.close();
  }

  @Override
  public void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tally sent() {
    return sent;
  }

  Tally received() {
    return received;
  }
}
