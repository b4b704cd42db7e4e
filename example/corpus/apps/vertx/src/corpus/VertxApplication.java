package corpus;

import corpus.talk.Line;
import corpus.talk.Orders;
import corpus.talk.Talk;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PfxOptions;
import java.util.List;

/** Vert.x core, its own WebSocket API. */
public final class VertxApplication {

  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    PfxOptions keys =
        new PfxOptions().setPath(System.getProperty("corpus.keys")).setPassword("corpus");
    HttpServerOptions options =
        new HttpServerOptions()
            .setTcpKeepAlive(true)
            .setPerMessageWebSocketCompressionSupported(true)
            .setWebSocketSubProtocols(List.of("chat.v1"));
    if (Boolean.getBoolean("corpus.tls")) {
      options.setSsl(true).setKeyCertOptions(keys);
    }
    HttpServer server =
        vertx
            .createHttpServer(options)
            .webSocketHandshakeHandler(
                handshake -> {
                  String origin = handshake.headers().get("Origin");
                  if (handshake.path().startsWith("/secret")) {
                    handshake.reject(401);
                  } else if (handshake.path().startsWith("/nowhere")) {
                    handshake.reject(404);
                  } else if (origin != null && origin.contains("evil")) {
                    handshake.reject(403);
                  } else {
                    handshake.accept();
                  }
                })
            .webSocketHandler(
                socket -> {
                  if (socket.path().startsWith("/openfail")) {
                    throw new IllegalStateException("cannot open");
                  }
                  converse(socket, new Talk(new VertxLine(vertx, socket)));
                });
    server
        .listen(Integer.getInteger("corpus.port", 0), System.getProperty("corpus.host", "0.0.0.0"))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    vertx.close().toCompletionStage().toCompletableFuture().get();
                  } catch (Exception e) {
                    e.printStackTrace();
                  }
                }));
    WebSocketClient client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setTrustOptions(keys).setVerifyHost(false));
    Orders.listening(server.actualPort());
    Orders.obey(
        (url, protocol, guest) -> {
          WebSocketConnectOptions to = new WebSocketConnectOptions().setAbsoluteURI(url);
          if (!protocol.isEmpty()) {
            to.addSubProtocol(protocol);
          }
          client
              .connect(to)
              .onSuccess(socket -> converse(socket, guest.opened(new VertxLine(vertx, socket))))
              .onFailure(guest::failed);
        });
  }

  private static void converse(WebSocketBase socket, Talk talk) {
    socket.textMessageHandler(
        text -> {
          try {
            talk.heard(text);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    socket.binaryMessageHandler(bytes -> socket.writeBinaryMessage(bytes));
    socket.pongHandler(bytes -> talk.pong());
    socket.closeHandler(nothing -> talk.closed());
  }

  private static final class VertxLine implements Line {

    private final Vertx vertx;
    private final WebSocketBase socket;

    VertxLine(Vertx vertx, WebSocketBase socket) {
      this.vertx = vertx;
      this.socket = socket;
    }

    @Override
    public void text(String text) {
      socket.writeTextMessage(text);
    }

    @Override
    public void binary(byte[] bytes) {
      socket.writeBinaryMessage(Buffer.buffer(bytes));
    }

    @Override
    public void ping() {
      socket.writePing(Buffer.buffer(new byte[] {1}));
    }

    @Override
    public void close(int code, String reason) {
      if (code == 0) {
        socket.close();
      } else {
        socket.close((short) code, reason.isEmpty() ? null : reason);
      }
    }

    @Override
    public void abort() {
      throw new UnsupportedOperationException("Vert.x has no way to abort");
    }
  }
}
