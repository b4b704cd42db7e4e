// SPDX-License-Identifier: Apache-2.0
package dev.hangup.okhttp;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** The echo application on OkHttp, which is a client. */
public final class OkHttpApplication implements StackUnderTest {

  /** The reason of a close that gives the peer more time to answer than none. */
  public static final String PATIENTLY = "patiently";

  /** A message at which the handler throws an error, not an exception. */
  public static final String ERROR = "an error";

  /** A message at which the handler throws what Java would not let it throw, as Kotlin does. */
  public static final String CHECKED = "a checked exception";

  /** A message at which the application sends more than may wait to be sent. */
  public static final String OVERFLOW = "too much";

  private static final long PATIENCE_MILLIS = 3000;

  private OkHttpClient client;

  /** Made by the testkit, by name. */
  public OkHttpApplication() {}

  @Override
  public int serve(Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    if (options.sendMillis() > 0) {
      builder.writeTimeout(options.sendMillis(), TimeUnit.MILLISECONDS);
      builder.readTimeout(options.sendMillis(), TimeUnit.MILLISECONDS); // of the rest of a frame
    }
    if (options.pingMillis() > 0) {
      builder.pingInterval(options.pingMillis(), TimeUnit.MILLISECONDS);
    }
    if (options.tls() && !options.path().endsWith("/untrusted")) {
      builder.sslSocketFactory(TestTls.context().getSocketFactory(), trust());
    }
    if (options.deflate()) {
      compressShortMessages(builder);
    }
    client = builder.build();
    Request.Builder request = new Request.Builder().url(options.uri(port).toString());
    if (!options.subprotocol().isEmpty()) {
      request.header("Sec-WebSocket-Protocol", options.subprotocol());
    }
    client.newWebSocket(request.build(), new Echo(options));
  }

  private static X509TrustManager trust() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(TestTls.store())) {
      store.load(in, TestTls.PASSWORD.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return (X509TrustManager) trust.getTrustManagers()[0];
  }

  /** Newer than the oldest version this is compiled against. */
  private static void compressShortMessages(OkHttpClient.Builder builder) throws Exception {
    for (Method each : OkHttpClient.Builder.class.getMethods()) {
      if (each.getName().equals("minWebSocketMessageToCompress")) {
        each.invoke(builder, 0L);
      }
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.dispatcher().cancelAll();
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  private static final class Echo extends WebSocketListener {

    private final Options options;

    Echo(Options options) {
      this.options = options;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
      if (options.idleMillis() > 0) {
        closeWhenIdle(socket);
      }
    }

    /** The library has no such timer; applications have their own. */
    private void closeWhenIdle(WebSocket socket) {
      Thread timer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(options.idleMillis());
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                socket.close(1001, "idle");
              });
      timer.setDaemon(true);
      timer.start();
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      switch (text) {
        case ERROR -> throw new AssertionError("as told");
        case CHECKED -> Echo.<RuntimeException>throwUnchecked(new IOException("as told"));
        case OVERFLOW -> overflow(socket);
        default -> new Side(socket).received(text);
      }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void throwUnchecked(Throwable checked) throws T {
      throw (T) checked;
    }

    private static void overflow(WebSocket socket) {
      ByteString part = ByteString.of(new byte[65536]);
      boolean queued = true;
      while (queued) {
        queued = socket.send(part);
      }
    }

    @Override
    public void onMessage(WebSocket socket, ByteString payload) {
      new Side(socket).received(payload.asByteBuffer());
    }

    /** Nobody answers a Close frame but the application. */
    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code == 1005 ? 1000 : code, code == 1005 ? null : reason);
      awaitAnswered(socket);
    }

    /**
     * Versions 5.0 and 5.1 may close the socket while the answer is being written, as soon as this
     * handler returns. No story is to depend on that.
     */
    private static void awaitAnswered(WebSocket socket) {
      try {
        Field streams = socket.getClass().getDeclaredField("streams"); // not in later ones
        Field tasks = streams.getDeclaringClass().getDeclaredField("taskQueue");
        tasks.setAccessible(true);
        Object queue = tasks.get(socket);
        Object idle = queue.getClass().getMethod("idleLatch").invoke(queue);
        ((CountDownLatch) idle).await(2, TimeUnit.SECONDS); // pings keep it busy
      } catch (NoSuchFieldException | NoSuchMethodException otherVersion) {
        return;
      } catch (ReflectiveOperationException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private record Side(WebSocket socket) implements EchoSide {

    @Override
    public void send(String text) {
      socket.send(text);
    }

    @Override
    public void send(ByteBuffer payload) {
      socket.send(ByteString.of(payload));
    }

    @Override
    public void ping(ByteBuffer payload) {
      throw StackUnderTest.unable();
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason);
    }

    @Override
    public void drop() {
      socket.cancel();
    }

    /** As the library does after a minute: its close has a time to wait in it. */
    @Override
    public void leave(int code, String reason) throws Exception {
      Method close =
          socket.getClass().getDeclaredMethod("close", int.class, String.class, long.class);
      close.setAccessible(true);
      close.invoke(socket, code, reason, reason.equals(PATIENTLY) ? PATIENCE_MILLIS : 0L);
    }

    /** What is sent waits in a queue, and one that is full is the end. */
    @Override
    public void flood() {
      ByteString flooded = ByteString.of(new byte[Command.FLOODED]);
      Thread flood =
          new Thread(
              () -> {
                while (socket.send(flooded)) {
                  while (socket.queueSize() > Command.FLOODED) {
                    if (!isPatient()) {
                      return;
                    }
                  }
                }
              });
      flood.setDaemon(true);
      flood.start();
    }

    private static boolean isPatient() {
      try {
        Thread.sleep(1);
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    }
  }
}
