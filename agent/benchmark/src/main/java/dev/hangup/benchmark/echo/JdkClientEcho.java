// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** The JDK's client, which sends back what it gets. */
public final class JdkClientEcho implements EchoServer {

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public String stack() {
    return "jdk-client";
  }

  @Override
  public String version() {
    return System.getProperty("java.version", "?");
  }

  @Override
  public boolean isClient() {
    return true;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the load finds out, since nobody answers it
  public int start(int size) throws IOException {
    return EchoServer.dialling(
        port ->
            client
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new Echo()));
  }

  private static final class Echo implements WebSocket.Listener {

    /** The next one is asked for when this one is sent: a second send meanwhile is an error. */
    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer message, boolean last) {
      return socket.sendBinary(message, last).thenAccept(sent -> socket.request(1));
    }
  }
}
