// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Asks by hand, so that it can ask badly. */
final class Browser {

  private final int port;

  Browser(int port) {
    this.port = port;
  }

  /** What came back. */
  record Answer(int status, Map<String, String> headers, String body) {

    static Answer of(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IllegalStateException("no answer but '" + text + "'");
      }
      String[] head = text.substring(0, end).split("\r\n", -1);
      Map<String, String> headers = new TreeMap<>();
      for (int i = 1; i < head.length; i++) {
        int colon = head[i].indexOf(':');
        headers.put(
            head[i].substring(0, colon).toLowerCase(Locale.ROOT),
            head[i].substring(colon + 1).strip());
      }
      return new Answer(
          Integer.parseInt(head[0].split(" ", -1)[1]), headers, text.substring(end + 4));
    }
  }

  Socket connect() throws IOException {
    return new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  Answer get(String target, String... headers) throws IOException {
    return send("GET " + target + " HTTP/1.1", headers);
  }

  /** With a Host that is right, unless one is given. */
  Answer send(String first, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(first).append("\r\n");
    boolean host = false;
    for (String each : headers) {
      head.append(each).append("\r\n");
      host |= each.startsWith("Host:");
    }
    if (!host) {
      head.append("Host: localhost:").append(port).append("\r\n");
    }
    return raw(head.append("\r\n").toString());
  }

  Answer raw(String bytes) throws IOException {
    try (Socket socket = connect()) {
      say(socket, bytes);
      return Answer.of(socket.getInputStream().readAllBytes());
    }
  }

  static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads until {@code part} has come; ends with the connection. */
  static String until(InputStream in, String part) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(part) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IllegalStateException("ended with " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }
}
