// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.IntConsumer;

/**
 * An echo server, or a client that echoes, on some stack, as its own examples build one. A stack
 * more is a class more, and its name in {@code META-INF/services}.
 */
public interface EchoServer {

  /** As {@code websocket.stack} has it. */
  String stack();

  /** The library's version, as it says itself. */
  String version();

  /**
   * Echoes messages on {@code /echo} of the loopback interface.
   *
   * @param size of the messages that will come
   * @return the port
   */
  int start(int size) throws Exception;

  /**
   * Whether it is a client that echoes: then a port that comes as four bytes on a connection is one
   * to dial, see {@link #dialling}.
   */
  default boolean isClient() {
    return false;
  }

  /** Whether it keeps an answer now and then, until something else of that connection comes. */
  default boolean forgetsAnswers() {
    return false;
  }

  /** Where a client is told what to dial. Returns the port. */
  static int dialling(IntConsumer client) throws IOException {
    ServerSocket orders = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread obeying =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (Socket order = orders.accept()) {
                    client.accept(new DataInputStream(order.getInputStream()).readInt());
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    obeying.setDaemon(true);
    obeying.start();
    return orders.getLocalPort();
  }

  /** The one for a stack. */
  static EchoServer of(String stack) {
    for (EchoServer server : ServiceLoader.load(EchoServer.class)) {
      if (server.stack().equals(stack)) {
        return server;
      }
    }
    throw new IllegalArgumentException(
        "no echo server for '" + stack + "'; there are: " + String.join(", ", stacks()));
  }

  /** All there are. */
  static List<String> stacks() {
    return ServiceLoader.load(EchoServer.class).stream().map(each -> each.get().stack()).toList();
  }

  /**
   * Starts the server for a stack, prints version and port, tells what it has allocated for each
   * line that comes, and ends with its standard input: the benchmark that started it closes that.
   */
  static void main(String[] arguments) throws Exception {
    EchoServer server = of(arguments[0]);
    int port = server.start(Integer.parseInt(arguments[1]));
    System.out.println("listening " + server.version() + ' ' + port);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Allocation allocation = null;
    while (asked.readLine() != null) {
      // Not before it is asked for: management is a hundred classes more.
      allocation = allocation == null ? new Allocation() : allocation;
      System.out.println(allocation.bytes());
    }
    Runtime.getRuntime().halt(0); // shutdown hooks have nothing to do here
  }
}
