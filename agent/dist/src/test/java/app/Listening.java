// SPDX-License-Identifier: Apache-2.0
package app;

/**
 * Ends as soon as a Netty echo server listens and its WebSocket classes are loaded, and those of
 * the agent that are read beside it. With the word {@code bare} they are not: in most servers they
 * come with the first connection.
 */
public final class Listening {

  private static final String[] LOADED_BY_THE_FIRST_UPGRADE = {
    "WebSocket13FrameDecoder",
    "WebSocket13FrameEncoder",
    "WebSocketServerHandshaker13",
    "WebSocketServerHandshakerFactory"
  };

  private Listening() {}

  public static void main(String[] arguments) throws Exception {
    Echo.listen();
    if (arguments.length == 0 || !arguments[0].equals("bare")) {
      for (String name : LOADED_BY_THE_FIRST_UPGRADE) {
        Class.forName("io.netty.handler.codec.http.websocketx." + name);
      }
    }
    System.out.println("listening");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("hangup-preload")) {
        thread.join();
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
