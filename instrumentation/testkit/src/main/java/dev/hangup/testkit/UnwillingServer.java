// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What a client may meet in place of a server that agrees to its upgrade. */
public enum UnwillingServer {
  /** The port is closed. */
  NOBODY,
  HANGS_UP,
  RESETS,
  NEVER_ANSWERS,
  /** It speaks another protocol. */
  SPEAKS_SSH("SSH-2.0-OpenSSH_9.6\n"),
  ANSWERS_200("HTTP/1.1 200 OK\n", "Content-Length: 0\n\n"),
  ANSWERS_401("HTTP/1.1 401 Unauthorized\n", "Content-Length: 4\n\nno!!"),
  ANSWERS_404("HTTP/1.1 404 Not Found\n", "Connection: close\n\nno such thing"),
  ANSWERS_503("HTTP/1.1 503 Service Unavailable\n", "Content-Length: 0\n\n"),
  /** To where there is nothing. */
  REDIRECTS("HTTP/1.1 302 Found\n", "Location: /elsewhere\nContent-Length: 0\n\n"),
  /** What a cache or a proxy would say that does not know what it says. */
  ACCEPTS_ANOTHER_KEY(
      "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n",
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n"),
  ACCEPTS_NO_KEY(
      "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n", "\n"),
  /** A client that wants TLS meets a port without. */
  HAS_NO_TLS("HTTP/1.1 400 Bad Request\n", "Connection: close\nContent-Length: 0\n\n"),
  /** A client that does not meets a port with. */
  WANTS_TLS,
  /** Its certificate is signed by an authority that the client does not know. */
  IS_NOT_TRUSTED;

  private final String answer;

  UnwillingServer(String... answer) {
    this.answer = String.join("", answer).replace("\n", "\r\n");
  }

  /** Whether the client asks by {@code wss}. */
  public boolean askedWithTls() {
    return this == HAS_NO_TLS || this == IS_NOT_TRUSTED;
  }

  /** What the client asks for. Where it must not trust the certificate, this path tells it so. */
  String path() {
    return this == IS_NOT_TRUSTED ? "/echo/untrusted" : "/echo/17";
  }

  /**
   * The status that was on the wire, which a client may have its own word for; null where there was
   * no answer that could be read. A redirect is followed.
   */
  @Nullable Long status() {
    return switch (this) {
      case ANSWERS_200 -> 200L;
      case ANSWERS_401 -> 401L;
      case ANSWERS_404, REDIRECTS -> 404L;
      case ANSWERS_503 -> 503L;
      case ACCEPTS_ANOTHER_KEY, ACCEPTS_NO_KEY -> 101L;
      default -> null;
    };
  }

  /**
   * What a client may say that it was: one cause, and several where what a client is shown differs
   * from library to library.
   */
  public Set<String> causes() {
    return switch (this) {
      case NOBODY -> Set.of("connect_failed");
      case HANGS_UP, RESETS -> Set.of("connection_lost");
      case NEVER_ANSWERS -> Set.of("timed_out", "connection_lost", "other");
      case SPEAKS_SSH, WANTS_TLS -> Set.of("other", "connection_lost", "bad_request");
      case ANSWERS_200 -> Set.of("other");
      case ANSWERS_401 -> Set.of("unauthorized");
      case ANSWERS_404 -> Set.of("not_found");
      case ANSWERS_503 -> Set.of("unavailable");
      case REDIRECTS -> Set.of("not_found");
      case ACCEPTS_ANOTHER_KEY, ACCEPTS_NO_KEY -> Set.of("wrong_accept");
      case HAS_NO_TLS, IS_NOT_TRUSTED -> Set.of("tls_failed");
    };
  }

  /** What there is to go on for a client, given the port. */
  public interface Client {
    void connect(int port) throws Exception;
  }

  /**
   * Is met by one client.
   *
   * @param met what is to be waited for meanwhile: until then the connection is kept
   */
  public void meet(Client client, Client met) throws Exception {
    if (this == NOBODY) {
      int port = unusedPort();
      client.connect(port);
      met.connect(port);
      return;
    }
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      door.setSoTimeout(20_000);
      int port = door.getLocalPort();
      client.connect(port);
      try (Socket caller = door.accept()) {
        caller.setSoTimeout(20_000);
        answer(caller);
        if (this != RESETS) {
          met.connect(port);
        }
      }
      if (this == RESETS) {
        met.connect(port);
      }
    }
  }

  /** Where nobody listens. */
  public static int unusedPort() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return door.getLocalPort();
    }
  }

  private void answer(Socket caller) throws IOException {
    switch (this) {
      case HANGS_UP -> {
        readHead(caller);
        caller.shutdownOutput();
      }
      case RESETS -> {
        readHead(caller);
        caller.setSoLinger(true, 0); // takes effect when it is closed
      }
      case WANTS_TLS, IS_NOT_TRUSTED -> shakeHands(caller);
      case HAS_NO_TLS -> say(caller, answer);
      case REDIRECTS -> {
        readHead(caller);
        say(caller, answer);
        if (readHead(caller)) {
          say(caller, ANSWERS_404.answer);
        }
      }
      default -> {
        readHead(caller);
        say(caller, answer);
      }
    }
  }

  private static void say(Socket caller, String answer) throws IOException {
    caller.getOutputStream().write(answer.getBytes(ISO_8859_1));
    if (!answer.contains("Content-Length") && !answer.contains(" 101 ")) {
      caller.shutdownOutput();
    }
  }

  /** False where there is none. */
  private static boolean readHead(Socket caller) throws IOException {
    int ending = 0;
    while (ending != 0x0d0a0d0a) {
      int next = caller.getInputStream().read();
      if (next < 0) {
        return false;
      }
      ending = ending << 8 | next;
    }
    return true;
  }

  /** In vain, at either end; both say so in an alert. */
  @SuppressWarnings("EmptyCatch")
  private static void shakeHands(Socket caller) {
    try {
      SSLSocket secured =
          (SSLSocket)
              TestTls.context()
                  .getSocketFactory()
                  .createSocket(caller, "127.0.0.1", caller.getPort(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
    } catch (IOException expected) {
    }
  }
}
