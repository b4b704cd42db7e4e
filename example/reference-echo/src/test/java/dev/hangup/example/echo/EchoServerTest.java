// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.DeflateParameters;
import dev.hangup.codec.FrameWriter;
import dev.hangup.codec.MessageListener;
import dev.hangup.codec.MessageReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.SizeLimits;
import dev.hangup.codec.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EchoServerTest {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
          + KEY
          + "\r\n\r\n";

  private final BlockingQueue<Violation> complaints = new LinkedBlockingQueue<>();
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer(0, complaints::add);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    server.join();
  }

  private URI uri() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/");
  }

  /** What the server answers to these bytes, until it hangs up. */
  private byte[] answer(String head, String hex) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(head.getBytes(StandardCharsets.ISO_8859_1));
      all.write(HexFormat.of().parseHex(hex.replace(" ", "")));
      out.write(all.toByteArray());
      return socket.getInputStream().readAllBytes();
    }
  }

  private String frames(String hex) throws IOException {
    byte[] answer = answer(REQUEST, hex);
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n") + 4;
    assertThat(text).startsWith("HTTP/1.1 101 ");
    return HexFormat.of().formatHex(answer, head, answer.length);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the client sends             | on the wire                                            | and gets
          text, glued to the handshake   | 81 82 00000001 6869 88 80 00000001                     | 81026869 8800
          binary in two fragments        | 02 81 00000001 01 80 81 00000001 02 88 80 00000001     | 82020102 8800
          a Ping                         | 89 81 00000001 70 88 80 00000001                       | 8a0170 8800
          Close 1000                     | 88 82 00000001 03e8                                    | 880203e8
          Close 1016, not assigned       | 88 82 00000001 03f8                                    | 88 21 03ea 636c6f736520636f64652031303136206973206e6f742061737369676e6564
          an unmasked frame              | 81 00                                                  | 88 17 03ea 756e6d61736b65642d636c69656e742d6672616d65
          text that is not UTF-8         | 81 81 00000001 ff                                      | 88 0e 03ef 696e76616c69642d75746638
          """)
  void theAnswerOnTheWireIs(String story, String hex, String answer) throws IOException {
    String got = frames(hex);
    assertThat(got).isEqualTo(answer.replace(" ", ""));
  }

  @Test
  void aViolationIsToldToWhoeverRunsTheServer() throws Exception {
    frames("83 80 00000001");
    assertThat(complaints.take().rule().id()).isEqualTo("reserved-opcode");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the request               | in it                         | instead                  | answer
          no upgrade                  | Upgrade: websocket            | X: y                     | HTTP/1.1 426
          another version             | Version: 13                   | Version: 8               | HTTP/1.1 426
          a key that is too short     | dGhlIHNhbXBsZSBub25jZQ==      | c2hvcnQ=                 | HTTP/1.1 400
          a key that is not base64    | dGhlIHNhbXBsZSBub25jZQ==      | !                        | HTTP/1.1 400
          another method              | GET                           | POST                     | HTTP/1.1 405
          a line that is no header    | Host: localhost               | nonsense                 | HTTP/1.1 400
          """)
  void whatIsNoUpgradeIsRefused(String story, String part, String instead, String answer)
      throws IOException {
    byte[] got = answer(REQUEST.replace(part, instead), "");
    assertThat(new String(got, StandardCharsets.ISO_8859_1)).startsWith(answer);
  }

  @Test
  void theJdksOwnClientIsEchoed() throws Exception {
    Heard heard = new Heard();
    WebSocket socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri(), heard).get();
    String text = "gr\u00fc\u00dfe \ud83d\udc4b ".repeat(20_000);
    socket.sendText(text, true).get();
    assertThat(heard.texts.take()).isEqualTo(text);
    socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).get();
    assertThat(heard.texts.take()).isEqualTo("pong 3");
    socket.sendClose(4001, "done").get();
    heard.closed.await();
    assertThat(heard.code).isEqualTo(4001);
  }

  /** What the JDK's client was told; texts are put together from their parts. */
  private static final class Heard implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private final StringBuilder parts = new StringBuilder();
    volatile int code;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        texts.add(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      texts.add("pong " + payload.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      code = status;
      closed.countDown();
      return null;
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void sixteenMebibytesInSixtyFiveThousandFragmentsComeBackCompressed() throws Exception {
    byte[] payload = new byte[1 << 24];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i >>> 8);
    }
    Received received = new Received();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        FrameWriter writer = new FrameWriter(Role.CLIENT);
        MessageReader reader =
            new MessageReader(Role.SERVER, received, new SizeLimits(1 << 24, 1 << 24))) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      DeflateParameters deflate = Handshake.ask(uri(), in, out);
      assertThat(deflate).isEqualTo(DeflateParameters.DEFAULT);
      reader.negotiated(deflate);
      // Sent plain, which negotiating deflate leaves everybody free to do.
      writer.binary(ByteBuffer.wrap(payload), payload.length / 65_536);
      writer.drainTo(out);
      byte[] read = new byte[1 << 16];
      while (received.bytes == null) {
        int size = in.read(read);
        assertThat(size).isPositive();
        reader.read(ByteBuffer.wrap(read), 0, size);
      }
    }
    assertThat(received.bytes).isEqualTo(payload);
    assertThat(received.compressed).isTrue();
  }

  private static final class Received implements MessageListener {
    byte @Nullable [] bytes;
    boolean compressed;

    @Override
    public void message(int opcode, long size, int frames, boolean packed) {
      compressed = packed;
    }

    @Override
    public void text(ByteBuffer utf8) {}

    @Override
    public void binary(ByteBuffer message) {
      bytes = new byte[message.remaining()];
      message.get(bytes);
    }

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public void pong(ByteBuffer payload) {}

    @Override
    public void close(int code, @Nullable String reason) {}

    @Override
    public void violation(Violation violation) {
      throw new AssertionError(violation);
    }
  }
}
