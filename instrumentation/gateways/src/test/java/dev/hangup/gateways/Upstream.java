// SPDX-License-Identifier: Apache-2.0
package dev.hangup.gateways;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.websocket.ClientEndpointConfig;
import javax.websocket.CloseReason;
import javax.websocket.ContainerProvider;
import javax.websocket.DeploymentException;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.MessageHandler;
import javax.websocket.Session;
import javax.websocket.WebSocketContainer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;

/** A client's connection to the server behind a gateway, whatever its library. */
interface Upstream {

  void send(String text);

  void close();

  /** What the gateway hears of it. */
  interface Hearer {
    void opened(Upstream upstream);

    void heard(String text);

    void ended();
  }

  /** Asks to connect, on the calling thread. */
  interface Connecting {
    void to(URI target, Hearer hearer);
  }

  /** The one of the JDK. */
  final class OfJdk implements Connecting {
    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public void to(URI target, Hearer hearer) {
      var unused = client.newWebSocketBuilder().buildAsync(target, new OfTheJdks(hearer));
    }

    private record OfTheJdks(Hearer hearer) implements WebSocket.Listener {

      @Override
      public void onOpen(WebSocket connection) {
        hearer.opened(
            of(
                text -> {
                  var unused = connection.sendText(text, true);
                },
                () -> {
                  var unused = connection.sendClose(WebSocket.NORMAL_CLOSURE, "");
                }));
        connection.request(1);
      }

      @Override
      public CompletionStage<?> onText(WebSocket connection, CharSequence text, boolean last) {
        hearer.heard(text.toString());
        connection.request(1);
        return null;
      }

      @Override
      public CompletionStage<?> onClose(WebSocket connection, int code, String reason) {
        hearer.ended();
        return null;
      }

      @Override
      public void onError(WebSocket connection, Throwable failure) {
        hearer.ended();
      }
    }
  }

  /** OkHttp's. */
  final class OfOkHttp implements Connecting {
    private final OkHttpClient client = new OkHttpClient();

    @Override
    public void to(URI target, Hearer hearer) {
      client.newWebSocket(
          new Request.Builder().url(target.toString()).build(), new OfOkHttps(hearer));
    }

    private static final class OfOkHttps extends WebSocketListener {
      private final Hearer hearer;

      OfOkHttps(Hearer hearer) {
        this.hearer = hearer;
      }

      @Override
      public void onOpen(okhttp3.WebSocket connection, Response response) {
        hearer.opened(of(connection::send, () -> connection.close(1000, "")));
      }

      @Override
      public void onMessage(okhttp3.WebSocket connection, String text) {
        hearer.heard(text);
      }

      @Override
      public void onClosing(okhttp3.WebSocket connection, int code, String reason) {
        connection.close(code, "");
        hearer.ended();
      }

      @Override
      public void onFailure(okhttp3.WebSocket connection, Throwable failure, Response response) {
        hearer.ended();
      }
    }
  }

  /** The one that came with the server: it waits on the calling thread until it is open. */
  final class OfContainer implements Connecting {

    @Override
    public void to(URI target, Hearer hearer) {
      try {
        container()
            .connectToServer(
                new Ending(hearer), ClientEndpointConfig.Builder.create().build(), target);
      } catch (DeploymentException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** As an application sees it, in whose loader the library is. */
    private static WebSocketContainer container() {
      Thread here = Thread.currentThread();
      ClassLoader before = here.getContextClassLoader();
      here.setContextClassLoader(OfContainer.class.getClassLoader());
      try {
        return ContainerProvider.getWebSocketContainer();
      } finally {
        here.setContextClassLoader(before);
      }
    }

    private static final class Ending extends Endpoint {
      private final Hearer hearer;

      Ending(Hearer hearer) {
        this.hearer = hearer;
      }

      @Override
      public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(
            new MessageHandler.Whole<String>() { // a class: what it takes is read from it
              @Override
              public void onMessage(String text) {
                hearer.heard(text);
              }
            });
        hearer.opened(of(text -> send(session, text), () -> close(session)));
      }

      @Override
      public void onClose(Session session, CloseReason reason) {
        hearer.ended();
      }

      private static void send(Session session, String text) {
        try {
          session.getBasicRemote().sendText(text);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }

      private static void close(Session session) {
        try {
          session.close();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  static Upstream of(Consumer<String> sending, Runnable closing) {
    return new Upstream() {
      @Override
      public void send(String text) {
        sending.accept(text);
      }

      @Override
      public void close() {
        closing.run();
      }
    };
  }
}
