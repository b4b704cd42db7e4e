// SPDX-License-Identifier: Apache-2.0
package dev.hangup.gateways;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.websocket.CloseReason;
import javax.websocket.CloseReason.CloseCodes;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.HandshakeResponse;
import javax.websocket.MessageHandler;
import javax.websocket.Session;
import javax.websocket.server.HandshakeRequest;
import javax.websocket.server.ServerEndpointConfig;

/**
 * A gateway as people write one on a servlet container: an endpoint of the standard's, and another
 * library's client. Text goes both ways, and where one side ends the other one is ended with 1000.
 * The path names the port behind it, the client, and when that is asked for: {@code
 * /8080/jdk/opening}.
 */
abstract class Gateway implements StackUnderTest {

  static final String PATH = "/relay";

  /** Referred to, else the levels would be forgotten. */
  private static final List<Logger> LOGS =
      List.of(Logger.getLogger("org.apache"), Logger.getLogger("org.eclipse.jetty"));

  private final Queue<Leg> asked = new ConcurrentLinkedQueue<>();
  private URI behind;
  private Upstream.Connecting connecting;
  private String when;

  /** Of all connections alike. */
  private Leg shared;

  Gateway() {
    LOGS.forEach(log -> log.setLevel(Level.OFF));
  }

  @Override
  public final int serve(Options options) throws Exception {
    String[] path = options.path().substring(1).split("/", 3);
    behind = URI.create("ws://127.0.0.1:" + path[0] + "/backend");
    connecting =
        switch (path[1]) {
          case "jdk" -> new Upstream.OfJdk();
          case "okhttp" -> new Upstream.OfOkHttp();
          default -> new Upstream.OfContainer();
        };
    when = path[2];
    return start(
        ServerEndpointConfig.Builder.create(Relay.class, PATH).configurator(new Making()).build());
  }

  abstract int start(ServerEndpointConfig endpoint) throws Exception;

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public abstract void close() throws IOException;

  private Leg ask() {
    Leg leg = new Leg();
    connecting.to(behind, leg);
    return leg;
  }

  /** The one that is open, or is about to be. */
  private synchronized Leg share() {
    if (shared == null) {
      shared = ask();
    }
    return shared;
  }

  private final class Making extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      if (when.equals("upgrade")) {
        asked.add(ask());
      }
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new Relay(Gateway.this));
    }

    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }
  }

  /** The server's side. */
  public static final class Relay extends Endpoint {
    private final Gateway gateway;
    private Leg leg;
    private int messages;

    Relay(Gateway gateway) {
      this.gateway = gateway;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(
          new MessageHandler.Whole<String>() { // a class: what it takes is read from it
            @Override
            public void onMessage(String text) {
              received(session, text);
            }
          });
      switch (gateway.when) {
        case "upgrade" -> leg = gateway.asked.remove();
        case "opening" -> leg = gateway.ask();
        case "shared-opening" -> leg = gateway.share();
        default -> {}
      }
      if (leg != null) {
        leg.serves(session);
      }
    }

    private void received(Session session, String text) {
      messages++;
      switch (gateway.when + messages) {
        case "first-message1" -> leg = gateway.ask();
        case "shared-message1" -> leg = gateway.share();
        case "elsewhere1" -> {
          Thread asking = new Thread(() -> leg = gateway.ask());
          asking.start();
          join(asking);
        }
        default -> {}
      }
      leg.serves(session);
      leg.send(text);
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      if (leg != null) {
        leg.left(session);
      }
    }
  }

  /** The client's side, and whom it serves. */
  private static final class Leg implements Upstream.Hearer {
    private final List<Session> served = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private Upstream upstream;
    private boolean over;

    synchronized void serves(Session session) {
      if (!served.contains(session)) {
        served.add(session);
      }
    }

    synchronized void send(String text) {
      if (upstream == null) {
        waiting.add(text);
      } else {
        upstream.send(text);
      }
    }

    synchronized void left(Session session) {
      served.remove(session);
      if (served.isEmpty() && upstream != null && !over) {
        upstream.close();
      }
    }

    @Override
    public synchronized void opened(Upstream open) {
      upstream = open;
      waiting.forEach(open::send);
    }

    @Override
    public void heard(String text) {
      each(session -> session.getBasicRemote().sendText(text));
    }

    @Override
    public void ended() {
      synchronized (this) {
        over = true;
      }
      each(session -> session.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, "")));
    }

    private void each(Telling telling) {
      List<Session> all;
      synchronized (this) {
        all = List.copyOf(served);
      }
      for (Session session : all) {
        try {
          telling.tell(session);
        } catch (IOException gone) {
          LOGS.get(0).log(Level.FINE, "as some stories want it", gone);
        }
      }
    }

    private interface Telling {
      void tell(Session session) throws IOException;
    }
  }
}
