// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * Java-WebSocket's server, one worker. 1.6.0 now and then keeps an answer until the next message of
 * that connection, with an agent or without: its selector and its worker both set what a key waits
 * for, and its selector writes for a key it has just read from. The load then sends one.
 */
public final class JavaWebSocketEcho implements EchoServer {

  @Override
  public String stack() {
    return "java-websocket";
  }

  @Override
  public String version() {
    // Its manifest says nothing; its jar is Java-WebSocket-1.6.0.jar.
    URL jar = WebSocketServer.class.getProtectionDomain().getCodeSource().getLocation();
    return jar.getPath().replaceFirst(".*/Java-WebSocket-(.*)\\.jar", "$1");
  }

  @Override
  public int start(int size) throws InterruptedException {
    Echo server = new Echo();
    server.setTcpNoDelay(true);
    server.setConnectionLostTimeout(0); // no pings: the load answers none
    server.start();
    server.started.await();
    return server.getPort();
  }

  @Override
  public boolean forgetsAnswers() {
    return true;
  }

  private static final class Echo extends WebSocketServer {

    private final CountDownLatch started = new CountDownLatch(1);

    Echo() {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {}

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

    @Override
    public void onMessage(WebSocket socket, String message) {
      socket.send(message);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
      socket.send(message);
    }

    @Override
    public void onError(WebSocket socket, Exception failure) {}
  }
}
