// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A Netty echo server that prints its port and serves until its standard input ends. */
public final class Serving {

  private Serving() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    Channel server = Echo.listen();
    System.out.println(((InetSocketAddress) server.localAddress()).getPort());
    while (System.in.read() >= 0) {
      // until the end
    }
    System.exit(0);
  }
}
