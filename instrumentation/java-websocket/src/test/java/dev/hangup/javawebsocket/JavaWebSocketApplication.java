// SPDX-License-Identifier: Apache-2.0
package dev.hangup.javawebsocket;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

/** The echo application on Java-WebSocket. */
public final class JavaWebSocketApplication implements StackUnderTest {

  private Server server;
  private Client client;

  /** Made by the testkit, by name. */
  public JavaWebSocketApplication() {}

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(options);
    if (options.tls()) {
      server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(TestTls.context()));
    }
    server.start();
    server.started.await();
    return server.getPort();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    client = new Client(port, options);
    if (options.tls()) {
      client.setSocket(TestTls.context().getSocketFactory().createSocket());
    }
    client.connect();
  }

  private static Draft draft(Options options) {
    List<IProtocol> protocols = List.of(new Protocol(options.subprotocol()));
    try {
      List<IExtension> extensions = new ArrayList<>();
      if (options.deflate()) {
        extensions.add(deflate());
      }
      // Newer than the oldest version this is compiled against.
      return Draft_6455.class
          .getConstructor(List.class, List.class, int.class)
          .newInstance(extensions, protocols, options.maxFrame());
    } catch (ReflectiveOperationException inOldVersions) {
      return new Draft_6455(List.of(), protocols);
    }
  }

  /** From some version on short messages are not compressed unless one says so. */
  private static IExtension deflate() throws ReflectiveOperationException {
    Object deflate =
        Class.forName("org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension")
            .getConstructor()
            .newInstance();
    for (Method each : deflate.getClass().getMethods()) {
      if (each.getName().equals("setThreshold")) {
        each.invoke(deflate, 0);
      }
    }
    return (IExtension) deflate;
  }

  /** The library has no such timer; applications have their own. */
  private static void closeWhenIdle(WebSocket connection, Options options) {
    if (options.idleMillis() > 0) {
      Thread timer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(options.idleMillis());
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                connection.close(1001, "idle");
              });
      timer.setDaemon(true);
      timer.start();
    }
  }

  private static void closeWhenBroken(WebSocket connection, Exception failure) {
    if (failure instanceof IllegalStateException) {
      connection.close(1011, "");
    }
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.closeConnection(1000, "");
    }
    if (server != null) {
      server.stopped = true;
      try {
        server.stop(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class Server extends WebSocketServer {

    private final CountDownLatch started = new CountDownLatch(1);
    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    private final Options options;
    private volatile boolean stopped;

    Server(Options options) {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, List.of(draft(options)));
      this.options = options;
      setConnectionLostTimeout(0);
    }

    @Override
    public void onStart() {
      Thread reminding = new Thread(this::remind);
      reminding.setDaemon(true);
      reminding.start();
      started.countDown();
    }

    /**
     * The library may lose a write: its selector looks at the queue for the last time, and then
     * gives up its interest in writing, whatever a worker has queued between the two. No story is
     * to depend on that.
     */
    private void remind() {
      while (!stopped) {
        for (WebSocket connection : open) {
          if (connection.hasBufferedData()) {
            onWriteDemand(connection);
          }
        }
        try {
          Thread.sleep(50);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
      open.add(connection);
      closeWhenIdle(connection, options);
    }

    @Override
    public void onMessage(WebSocket connection, String text) {
      new Side(connection).received(text);
    }

    @Override
    public void onMessage(WebSocket connection, ByteBuffer payload) {
      new Side(connection).received(payload);
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
      open.remove(connection);
    }

    @Override
    public void onError(WebSocket connection, Exception failure) {
      closeWhenBroken(connection, failure);
    }
  }

  private static final class Client extends WebSocketClient {

    private final Options options;

    Client(int port, Options options) {
      super(options.uri(port), draft(options));
      this.options = options;
      setConnectionLostTimeout(0);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      closeWhenIdle(getConnection(), options);
    }

    @Override
    public void onMessage(String text) {
      new Side(getConnection()).received(text);
    }

    @Override
    public void onMessage(ByteBuffer payload) {
      new Side(getConnection()).received(payload);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {}

    /** The library may lose its own Close frame: its writer ends without looking again. */
    @Override
    public void onClosing(int code, String reason, boolean remote) {
      awaitSent(getConnection());
    }

    @Override
    public void onError(Exception failure) {
      closeWhenBroken(getConnection(), failure);
    }
  }

  private static void awaitSent(WebSocket connection) {
    while (connection.hasBufferedData() && !connection.isClosed()) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private record Side(WebSocket connection) implements EchoSide {

    @Override
    public void send(String text) {
      connection.send(text);
    }

    @Override
    public void send(ByteBuffer payload) {
      connection.send(payload);
    }

    @Override
    public void ping(ByteBuffer payload) {
      PingFrame ping = new PingFrame();
      ping.setPayload(payload);
      connection.sendFrame(ping);
    }

    @Override
    public void close(int code, String reason) {
      connection.close(code, reason);
    }

    @Override
    public void drop() {
      connection.closeConnection(1006, "");
    }

    /** The library drops the connection by itself. */
    @Override
    public void leave(int code, String reason) {
      close(code, reason);
    }

    /** Not in the handler: a server whose buffers are all in use does not look at its sockets. */
    @Override
    public void flood() {
      Thread flood =
          new Thread(
              () -> {
                try {
                  while (true) { // what is sent waits in a queue without a bound
                    send(ByteBuffer.allocate(Command.FLOODED));
                    awaitSent(connection);
                  }
                } catch (WebsocketNotConnectedException over) {
                  return;
                }
              });
      flood.setDaemon(true);
      flood.start();
    }
  }
}
