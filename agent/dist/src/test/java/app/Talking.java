// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One conversation that goes on while somebody attaches; each line it reads says what is next. */
public final class Talking {

  private static final int CUT = 4;

  private Talking() {}

  public static void main(String[] arguments) throws Exception {
    Channel server = Echo.listen();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (Socket socket = new Socket("localhost", port)) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(Echo.upgrade());
      Echo.readHead(in);
      out.write(Echo.HELLO);
      Echo.read(in, Echo.ECHOED);
      System.out.println("ready");
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        switch (next) {
          case "hello" -> {
            out.write(Echo.HELLO);
            Echo.read(in, Echo.ECHOED);
          }
          case "half" -> out.write(Arrays.copyOf(Echo.HELLO, CUT));
          case "rest" -> {
            out.write(Echo.HELLO, CUT, Echo.HELLO.length - CUT);
            Echo.read(in, Echo.ECHOED);
          }
          default -> {
            out.write(Echo.CLOSE_1000);
            Echo.read(in, Echo.MOST);
          }
        }
        System.out.println("done");
      }
    } finally {
      server.close().sync();
      server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
