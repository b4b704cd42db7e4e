// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.IOException;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** A client of OkHttp's that sends back what it gets. */
public final class OkHttpEcho implements EchoServer {

  private final OkHttpClient client = new OkHttpClient();

  @Override
  public String stack() {
    return "okhttp";
  }

  @Override
  public String version() {
    return OkHttp.VERSION;
  }

  @Override
  public boolean isClient() {
    return true;
  }

  @Override
  public int start(int size) throws IOException {
    return EchoServer.dialling(
        port ->
            client.newWebSocket(
                new Request.Builder().url("ws://127.0.0.1:" + port + "/echo").build(), new Echo()));
  }

  private static final class Echo extends WebSocketListener {

    @Override
    public void onMessage(WebSocket socket, ByteString message) {
      socket.send(message);
    }
  }
}
