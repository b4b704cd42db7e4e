// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Opens many connections to a port and keeps them until its standard input ends. */
public final class Many {

  private Many() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    byte[] upgrade = Echo.upgrade();
    List<Socket> open = new ArrayList<>();
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      Socket socket = new Socket("localhost", port);
      open.add(socket);
      socket.getOutputStream().write(upgrade);
      Echo.readHead(socket.getInputStream());
    }
    System.out.println("open");
    while (System.in.read() >= 0) {
      // until the end
    }
    System.out.println("kept " + open.size());
  }
}
