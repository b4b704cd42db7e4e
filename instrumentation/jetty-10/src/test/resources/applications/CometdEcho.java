// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.IOException;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxContext;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractService;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * Bayeux by CometD, with a service at {@code /service/echo}. Where the options say other limits
 * than the container's own, they are set.
 */
public class CometdEcho implements StackUnderTest {

  private static final int JETTYS = 65536;

  private final Server server = new Server(new QueuedThreadPool(8));
  private final BayeuxServerImpl bayeux = new BayeuxServerImpl();

  @Override
  public int serve(Options options) throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ContextHandler context = new ContextHandler("/");
    context.setHandler(WebSocketUpgradeHandler.from(server, context));
    server.setHandler(context);
    bayeux.addTransport(new Transport(bayeux));
    bayeux.setOption("ws.cometdURLMapping", options.path());
    if (options.maxFrame() != JETTYS) {
      bayeux.setOption("ws.maxMessageSize", options.maxFrame());
    }
    if (options.idleMillis() > 0) {
      bayeux.setOption("ws.idleTimeout", options.idleMillis());
    }
    bayeux.setOption(Context.class.getName(), context.getContext());
    context.addBean(bayeux);
    server.start();
    new Echo(bayeux);
    return connector.getLocalPort();
  }

  /** With an endpoint of the application's own. */
  public static final class Transport extends JettyWebSocketTransport {

    Transport(BayeuxServerImpl bayeux) {
      super(bayeux);
    }

    @Override
    protected Object newWebSocketEndPoint(BayeuxContext context) {
      return new Own(context);
    }

    /** Public, as Jetty wants it. */
    public final class Own extends EndPoint {

      Own(BayeuxContext context) {
        super(context);
      }
    }
  }

  /** Answers on the channel that a message came on. */
  public static final class Echo extends AbstractService {

    Echo(BayeuxServer bayeux) {
      super(bayeux, "echo");
      addService("/service/echo", "answer");
    }

    /** Called by name. */
    public void answer(ServerSession from, ServerMessage message) {
      from.deliver(getServerSession(), message.getChannel(), message.getData(), Promise.noop());
    }
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
