// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What may stand at the address of a collector, and is none. */
final class TroubledCollector implements AutoCloseable {

  /** What is wrong with it. */
  enum Trouble {
    /** The port is bound and does not listen: a connection is refused. */
    ABSENT,
    /** A connection is made, and reset. */
    RESETTING,
    /** Every request is answered with 503. */
    REFUSING,
    /** A connection is never made: what asks for one gets no answer. */
    BLACK_HOLE,
    /** A connection is made, and nothing is ever read. */
    MUTE,
    /** Its answer comes a letter at a time. */
    SLOW,
    /** It answers with noise, and does not stop. */
    GARBAGE,
    /** It dies after a part of a request, and again after a part of an answer. */
    DYING
  }

  private static final byte[] UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Trouble trouble;
  private final Socket reserved = new Socket();
  private final ServerSocket listening = new ServerSocket();
  private final List<Closeable> open = new ArrayList<>();
  private final int port;

  TroubledCollector(Trouble trouble) throws IOException {
    this.trouble = trouble;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (trouble == Trouble.ABSENT) {
      reserved.bind(any);
      port = reserved.getLocalPort();
      return;
    }
    listening.bind(any, 1);
    port = listening.getLocalPort();
    if (trouble == Trouble.BLACK_HOLE) {
      fill();
    } else if (trouble != Trouble.MUTE) {
      Thread thread = new Thread(this::accept, "troubled collector");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** So many wait to be accepted that the system does not answer the next one. */
  private void fill() throws IOException {
    for (int i = 0; i < 4; i++) {
      SocketChannel waiting = SocketChannel.open();
      open.add(waiting);
      waiting.configureBlocking(false);
      waiting.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  String endpoint() {
    return "http://localhost:" + port;
  }

  private void accept() {
    Random random = new Random(port);
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread thread = new Thread(() -> serve(socket, random), "troubled collector");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // the other end has had enough
  private void serve(Socket socket, Random random) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      switch (trouble) {
        case RESETTING -> socket.setSoLinger(true, 0);
        case REFUSING -> {
          in.readNBytes(1);
          in.skip(in.available());
          out.write(UNAVAILABLE);
          socket.shutdownOutput();
          in.readAllBytes();
        }
        case SLOW -> {
          in.readNBytes(1);
          for (byte letter : UNAVAILABLE) {
            out.write(letter);
            Thread.sleep(200);
          }
        }
        case GARBAGE -> {
          byte[] noise = new byte[4096];
          while (true) {
            random.nextBytes(noise);
            out.write(noise);
          }
        }
        default -> {
          in.readNBytes(1 + random.nextInt(500));
          out.write(UNAVAILABLE, 0, random.nextInt(20));
          socket.setSoLinger(true, 0);
        }
      }
    } catch (IOException | InterruptedException e) {
    }
  }

  @Override
  public void close() throws IOException {
    reserved.close();
    listening.close();
    for (Closeable each : open) {
      each.close();
    }
  }
}
