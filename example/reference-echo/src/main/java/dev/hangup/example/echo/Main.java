// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.Violation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

/** {@code server PORT}, {@code client URI}, or {@code autobahn URI}. */
public final class Main {

  private static final String USAGE =
      """
      usage: java -jar reference-echo.jar server PORT        echo server on 127.0.0.1; 0 takes a free port
             java -jar reference-echo.jar client URI         echo client, e.g. ws://127.0.0.1:9001/
             java -jar reference-echo.jar autobahn URI       every case of a running Autobahn fuzzing server""";

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    if (arguments.length != 2) {
      System.err.println(USAGE);
      return 2;
    }
    try {
      switch (arguments[0]) {
        case "server" -> serve(port(arguments[1]));
        case "client" -> EchoClient.run(uri(arguments[1]), Main::complain);
        case "autobahn" -> AutobahnClient.run(uri(arguments[1]));
        default -> {
          System.err.println(USAGE);
          return 2;
        }
      }
      return 0;
    } catch (BadArgument bad) {
      System.err.println(bad.getMessage());
      return 2;
    } catch (IOException failed) {
      System.err.println(arguments[0] + " " + arguments[1] + ": " + failed.getMessage());
      return 1;
    }
  }

  private static void serve(int port) throws IOException {
    EchoServer server = new EchoServer(port, Main::complain);
    System.out.println("echo on ws://127.0.0.1:" + server.port() + "/");
    server.join();
  }

  private static void complain(Violation violation) {
    System.out.printf(
        "%s broke %s (%s) in frame %d at byte %d%n",
        violation.by(),
        violation.rule().id(),
        violation.rule().section(),
        violation.frameIndex(),
        violation.byteOffset());
  }

  private static int port(String text) throws BadArgument {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number that is too big.
    }
    throw new BadArgument("not a port: " + text + "; give a number from 0 to 65535");
  }

  private static URI uri(String text) throws BadArgument {
    try {
      URI uri = new URI(text);
      if ("ws".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException notAUri) {
      // Said below, as for a URI of another kind.
    }
    throw new BadArgument("not a WebSocket URI: " + text + "; give one like ws://127.0.0.1:9001/");
  }

  private static final class BadArgument extends Exception {
    private static final long serialVersionUID = 1;

    BadArgument(String message) {
      super(message);
    }
  }
}
