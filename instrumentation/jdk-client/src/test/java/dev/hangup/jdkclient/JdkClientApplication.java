// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The echo application on the JDK's client. */
public final class JdkClientApplication implements StackUnderTest {

  private CompletableFuture<WebSocket> connected = new CompletableFuture<>();

  /** Made by the testkit, by name. */
  public JdkClientApplication() {}

  @Override
  public int serve(Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void connect(int port, Options options) {
    HttpClient.Builder client = HttpClient.newBuilder();
    if (options.tls()) {
      client.sslContext(TestTls.context());
    }
    WebSocket.Builder builder = client.build().newWebSocketBuilder();
    if (!options.subprotocol().isEmpty()) {
      builder.subprotocols(options.subprotocol());
    }
    connected = builder.buildAsync(options.uri(port), new Echo(options));
  }

  @Override
  public void close() {
    var unused = connected.thenAccept(WebSocket::abort);
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Asks for the next message when it has done with one. Nothing waits in here: on the first
   * versions a listener may run on the only thread that writes.
   */
  private static final class Echo implements WebSocket.Listener {

    private final Options options;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    Echo(Options options) {
      this.options = options;
    }

    @Override
    public void onOpen(WebSocket connection) {
      if (options.idleMillis() > 0) {
        inBackground(() -> closeWhenIdle(connection));
      }
      connection.request(1);
    }

    /** The JDK has no such timer; applications have their own. */
    private void closeWhenIdle(WebSocket connection) {
      try {
        Thread.sleep(options.idleMillis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      connection.sendClose(1001, "idle").join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket connection, CharSequence part, boolean last) {
      text.append(part);
      Side side = new Side(connection);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        side.received(whole);
      }
      side.goOn();
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(
        WebSocket connection, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      payload.write(bytes, 0, bytes.length);
      Side side = new Side(connection);
      if (last) {
        ByteBuffer whole = ByteBuffer.wrap(payload.toByteArray());
        payload.reset();
        side.received(whole);
      }
      side.goOn();
      return null;
    }

    /** Without a Close frame of the application's the JDK answers with the code alone. */
    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket connection, int code, String reason) {
      return code == 1005 || code == 1006 ? null : connection.sendClose(code, reason);
    }

    @Override
    public void onError(WebSocket connection, Throwable failure) {}
  }

  /** One message, and what is sent for it. */
  private static final class Side implements EchoSide {

    private final WebSocket connection;
    private CompletableFuture<WebSocket> sent;

    Side(WebSocket connection) {
      this.connection = connection;
      this.sent = CompletableFuture.completedFuture(connection);
    }

    /** One send at a time, as the JDK has it. */
    void goOn() {
      var unused = sent.thenAccept(done -> connection.request(1));
    }

    @Override
    public void send(String text) {
      sent = connection.sendText(text, true);
    }

    @Override
    public void send(ByteBuffer payload) {
      sent = connection.sendBinary(payload, true);
    }

    @Override
    public void ping(ByteBuffer payload) {
      sent = connection.sendPing(payload);
    }

    @Override
    public void close(int code, String reason) {
      sent = connection.sendClose(code, reason);
    }

    @Override
    public void drop() {
      connection.abort();
    }

    @Override
    public void leave(int code, String reason) {
      close(code, reason);
      var unused = sent.thenRun(this::drop);
    }

    @Override
    public void flood() {
      inBackground(
          () -> {
            while (!connection.isOutputClosed()) {
              connection
                  .sendBinary(ByteBuffer.allocate(Command.FLOODED), true)
                  .exceptionally(failure -> connection)
                  .join();
            }
          });
    }
  }
}
