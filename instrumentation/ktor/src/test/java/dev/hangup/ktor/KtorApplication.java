// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientConfig;
import io.ktor.client.HttpClientKt;
import io.ktor.client.engine.cio.CIO;
import io.ktor.client.engine.cio.CIOEngineConfig;
import io.ktor.client.plugins.websocket.BuildersKt;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.http.URLParserKt;
import io.ktor.websocket.CloseReason;
import io.ktor.websocket.DefaultWebSocketSession;
import io.ktor.websocket.Frame;
import io.ktor.websocket.WebSocketDeflateExtension;
import io.ktor.websocket.WebSocketExtensionsConfig;
import io.ktor.websocket.WebSocketSession;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.TimeoutKt;
import kotlinx.coroutines.channels.ClosedReceiveChannelException;

/** The echo application on Ktor, with CIO below a server and a client. */
public class KtorApplication implements StackUnderTest {

  /** As a message: an exception that leaves a client's block as well. */
  static final String THROWN = "throw this";

  private static final long PATIENCE_MILLIS = 2000;

  private EmbeddedServer server;
  private HttpClient client;

  /** Made by the testkit, by name. */
  public KtorApplication() {}

  /** What a server runs on. */
  Object engine() throws ReflectiveOperationException {
    return io.ktor.server.cio.CIO.INSTANCE;
  }

  @Override
  public int serve(Options options) throws Exception {
    server = EmbeddedServer.start(engine(), options, session -> echo(options, session));
    return server.port();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    client = HttpClientKt.HttpClient(CIO.INSTANCE, config -> configure(config, options));
    BuildersKt.webSocket(
        client,
        request -> ask(request, port, options),
        (session, caller) -> Coroutines.onThread(caller, () -> echoOrClose(options, session)),
        Coroutines.unheard());
  }

  private static Unit configure(HttpClientConfig<CIOEngineConfig> config, Options options) {
    config.install(
        io.ktor.client.plugins.websocket.WebSockets.Plugin,
        sockets -> {
          sockets.setMaxFrameSize(options.maxFrame());
          if (options.deflate()) {
            sockets.extensions(KtorApplication::deflate);
          }
          return Unit.INSTANCE;
        });
    config.engine(
        engine -> {
          engine.getHttps().setTrustManager(Trusting.THE_PEER);
          return Unit.INSTANCE;
        });
    return Unit.INSTANCE;
  }

  private static Unit ask(HttpRequestBuilder request, int port, Options options) {
    URLParserKt.takeFrom(request.getUrl(), options.uri(port).toString());
    if (!options.subprotocol().isEmpty()) {
      request.getHeaders().append("Sec-WebSocket-Protocol", options.subprotocol());
    }
    return Unit.INSTANCE;
  }

  static Unit deflate(WebSocketExtensionsConfig extensions) {
    extensions.install(WebSocketDeflateExtension.Companion, deflate -> Unit.INSTANCE);
    return Unit.INSTANCE;
  }

  /** A client's exception is thrown at its application, which had better say that it is one. */
  private static void echoOrClose(Options options, DefaultWebSocketSession session)
      throws Exception {
    try {
      echo(options, session);
    } catch (IllegalStateException failed) {
      if (failed.getMessage().equals(THROWN)) {
        throw failed;
      }
      new Side(session).close(1011, "");
      echo(options, session);
    }
    awaitSent(session);
  }

  /** A client whose block is over may lose the frame it was about to send. */
  private static void awaitSent(DefaultWebSocketSession session) throws Exception {
    Job job = Side.below(session).getCoroutineContext().get(Job.Key);
    if (job != null) {
      Coroutines.<Unit>await(job::join);
    }
  }

  /** Until there is no more. */
  private static void echo(Options options, DefaultWebSocketSession session) throws Exception {
    Side side = new Side(session);
    closeWhenIdle(side, options);
    try {
      while (true) {
        Frame frame = Coroutines.<Frame>await(caller -> session.getIncoming().receive(caller));
        if (frame instanceof Frame.Text text) {
          String words = UTF_8.decode(text.getBuffer()).toString();
          if (words.equals(THROWN)) {
            throw new IllegalStateException(THROWN);
          }
          side.received(words);
        } else {
          side.received(frame.getBuffer());
        }
      }
    } catch (ClosedReceiveChannelException | CancellationException over) {
      return;
    } catch (Exception thrown) {
      // What the library found in a frame, and is about to answer itself.
      if (!thrown.getClass().getName().startsWith("io.ktor.websocket.")) {
        throw thrown;
      }
    }
  }

  /** The library has no such timer; applications have their own. */
  private static void closeWhenIdle(Side side, Options options) {
    if (options.idleMillis() > 0) {
      Thread timer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(options.idleMillis());
                  side.close(1001, "idle");
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      timer.setDaemon(true);
      timer.start();
    }
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
      awaitEnd(client.getCoroutineContext().get(Job.Key));
    }
    if (server != null) {
      server.stop();
    }
  }

  /** It ends what it has begun. */
  private static void awaitEnd(Job job) {
    try {
      Coroutines.await(
          caller ->
              TimeoutKt.withTimeoutOrNull(
                  PATIENCE_MILLIS, (scope, waiting) -> job.join(waiting), caller));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a session can do. */
  record Side(DefaultWebSocketSession session) implements EchoSide {

    @Override
    public void send(String text) throws Exception {
      send(new Frame.Text(text));
    }

    @Override
    public void send(ByteBuffer payload) throws Exception {
      send(new Frame.Binary(true, payload));
    }

    private void send(Frame frame) throws InterruptedException {
      Coroutines.<Unit>await(caller -> session.send(frame, caller));
    }

    @Override
    public void ping(ByteBuffer payload) throws Exception {
      send(new Frame.Ping(payload));
    }

    @Override
    public void close(int code, String reason) throws InterruptedException {
      send(new Frame.Close(new CloseReason((short) code, reason)));
    }

    /** To cancel a session sends a Close frame; there is no public way to what is below it. */
    @Override
    public void drop() throws Exception {
      CoroutineScopeKt.cancel(below(session), null);
    }

    private static WebSocketSession below(Object session) throws ReflectiveOperationException {
      for (Field each : session.getClass().getDeclaredFields()) {
        if (WebSocketSession.class.isAssignableFrom(each.getType())) {
          each.setAccessible(true);
          return below(each.get(session));
        }
      }
      return (WebSocketSession) session;
    }

    @Override
    public void leave(int code, String reason) throws Exception {
      close(code, reason);
      Coroutines.<Unit>await(session::flush);
      drop();
    }
  }

  /** The way to a suspend function. */
  interface Handler {
    void handle(DefaultWebSocketSession session) throws Exception;
  }

  static Object onThread(
      Handler handler, DefaultWebSocketSession session, Continuation<? super Unit> caller) {
    return Coroutines.onThread(caller, () -> handler.handle(session));
  }
}
