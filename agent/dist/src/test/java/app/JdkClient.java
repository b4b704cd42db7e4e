// SPDX-License-Identifier: Apache-2.0
package app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** The JDK's own HTTP client: asks for a page or, told so, for a WebSocket. */
public final class JdkClient {

  private static final byte[] CLOSE_1000 = {(byte) 0x88, 2, 3, (byte) 0xe8};

  private JdkClient() {}

  public static void main(String[] arguments) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> serve(server));
      serving.start();
      String address = "://127.0.0.1:" + server.getLocalPort() + "/page";
      HttpClient client = HttpClient.newHttpClient();
      if (arguments.length > 0) {
        CountDownLatch closed = new CountDownLatch(1);
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws" + address),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                    System.out.println("closed " + code);
                    closed.countDown();
                    return null;
                  }
                })
            .join();
        closed.await();
      } else {
        HttpRequest page = HttpRequest.newBuilder(URI.create("http" + address)).build();
        System.out.println(client.send(page, HttpResponse.BodyHandlers.ofString()).body());
      }
      serving.join();
    }
  }

  private static void serve(ServerSocket server) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      String head = head(in);
      if (head.contains("Sec-WebSocket-Key: ")) {
        String key = head.replaceFirst("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
        byte[] sum =
            MessageDigest.getInstance("SHA-1")
                .digest(
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        write(
            out,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(sum)
                + "\r\n\r\n");
        out.write(CLOSE_1000);
        int next = 0;
        while (next >= 0) {
          next = in.read();
        }
      } else {
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage");
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
