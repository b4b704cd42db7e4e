// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A well-behaved client: the JDK's own. It answers a Close by itself. */
final class Talker implements WebSocket.Listener {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder message = new StringBuilder();
  private WebSocket socket;

  private Talker() {}

  static Talker at(int port, String path, String... subprotocol) {
    Talker talker = new Talker();
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    if (subprotocol.length > 0) {
      builder.subprotocols(subprotocol[0]);
    }
    talker.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), talker).join();
    return talker;
  }

  void say(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message. */
  String hear() throws InterruptedException {
    String next = heard.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  void close() {
    socket.sendClose(1000, "bye").join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      heard.add(message.toString());
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add("closed " + code);
    return null;
  }
}
