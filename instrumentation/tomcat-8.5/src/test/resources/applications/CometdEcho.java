// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.apache.tomcat.websocket.server.WsSci;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractService;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.websocket.javax.WebSocketTransport;

/**
 * Bayeux by CometD, with a service at {@code /service/echo}. Where the options say other limits
 * than the container's own, they are set.
 */
public class CometdEcho implements StackUnderTest {

  private static final int USUAL = 65536;

  /** Referred to, else the level would be forgotten. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  private final Tomcat tomcat = new Tomcat();
  private final BayeuxServerImpl bayeux = new BayeuxServerImpl();

  @Override
  public int serve(Options options) throws Exception {
    LOG.setLevel(Level.OFF);
    // There is one such factory in a JVM, and many Tomcats in this one.
    TomcatURLStreamHandlerFactory.disable();
    String work = Files.createTempDirectory("tomcat").toString();
    tomcat.setBaseDir(work);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", work);
    Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    context.addServletContainerInitializer(new WsSci(), null);
    tomcat.start();
    bayeux.setOption(BayeuxServerImpl.TRANSPORTS_OPTION, WebSocketTransport.class.getName());
    bayeux.setOption("ws.cometdURLMapping", options.path());
    if (options.maxFrame() != USUAL) {
      bayeux.setOption("ws.maxMessageSize", options.maxFrame());
    }
    if (options.idleMillis() > 0) {
      bayeux.setOption("ws.idleTimeout", options.idleMillis());
    }
    bayeux.setOption(servletContext(), context.getServletContext());
    bayeux.start();
    new Echo(bayeux);
    container(context).setProcessPeriod(1); // looks for idle sessions every second
    return connector.getLocalPort();
  }

  private static WsWebSocketContainer container(Context context) {
    String name = WsServerContainer.class.getInterfaces()[0].getName();
    return (WsWebSocketContainer) context.getServletContext().getAttribute(name);
  }

  /** In the package that this Tomcat has it in. */
  private static String servletContext() throws NoSuchMethodException {
    return Context.class.getMethod("getServletContext").getReturnType().getName();
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
      bayeux.stop();
      tomcat.stop();
      tomcat.destroy();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
