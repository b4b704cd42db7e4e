// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * One connection with hostile bytes. Which ones says its number alone, so that the same are sent
 * with the agent and without, and the answers can be compared one by one.
 */
final class Attacker {

  private static final int PATIENCE_MILLIS = 8_000;

  /** How long nothing may come where nothing is meant to. */
  private static final int SILENCE_MILLIS = 150;

  private static final String PLAIN =
      String.join(
          "\r\n",
          "Host: 127.0.0.1",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          "");

  private static final byte[] BOMB = bomb();

  /** What is done to the server. */
  enum Kind {
    GOOD,
    NOISE,
    NONSENSE_HEADERS,
    GIANT_HEADER,
    NEW_PATH,
    CLOSE_CODE,
    SUBPROTOCOL,
    ENDLESS_FRAGMENTS,
    ENDLESS_PINGS,
    BOMB,
    BROKEN_REASON,
    RESERVED_OPCODE,
    ENDLESS_FRAME,
    NO_KEY,
    CONTROL_CHARACTERS,
    HALF_A_HEAD,
    BAGGAGE,
    USER_AGENT,
    RESET_AT_ONCE,
    NOT_MASKED;

    static Kind of(int number) {
      return values()[number % values().length];
    }
  }

  private final int port;
  private final int number;
  private final Random random;

  /** Answered, and not by an upgrade: what follows are no frames. */
  private boolean plain;

  Attacker(int port, int number) {
    this.port = port;
    this.number = number;
    this.random = new Random(number);
  }

  /** What the server made of it, in a few words that do not depend on time. */
  String attack() throws IOException {
    try (Socket socket = new Socket()) {
      // Hosts without number, as on the internet.
      socket.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(
                  new byte[] {
                    127,
                    (byte) (100 + number / 62_500),
                    (byte) (number / 250),
                    (byte) (number % 250 + 2)
                  }),
              0));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      return attack(socket);
    }
  }

  private String attack(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    String room = "/talk/room" + number % 7;
    switch (Kind.of(number)) {
      case GOOD -> {
        String answer = upgrade(socket, room, "");
        frame(out, 0x81, "hello".getBytes(UTF_8));
        return answer + close(socket, 1000);
      }
      case NOISE -> {
        byte[] noise = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(noise);
        pour(out, noise);
        pour(out, "\r\n\r\n".getBytes(ISO_8859_1));
        return end(socket, SILENCE_MILLIS);
      }
      case NONSENSE_HEADERS -> {
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < 60; i++) {
          more.append("x-").append(word(8)).append(": ").append(word(40)).append("\r\n");
        }
        return upgrade(socket, room, more.toString()) + close(socket, 1000);
      }
      case GIANT_HEADER -> {
        return upgrade(socket, room, "x-giant: " + "g".repeat(100_000) + "\r\n")
            + close(socket, 1000);
      }
      case NEW_PATH -> {
        return upgrade(socket, "/" + word(6) + "/" + number + "/" + word(5), "")
            + close(socket, 1000);
      }
      case CLOSE_CODE -> {
        return upgrade(socket, room, "") + close(socket, 3_000 + number / 20 % 2_000);
      }
      case SUBPROTOCOL -> {
        return upgrade(socket, room, "Sec-WebSocket-Protocol: p" + number + "." + word(5) + "\r\n")
            + close(socket, 1000);
      }
      case ENDLESS_FRAGMENTS -> {
        String answer = upgrade(socket, room, "");
        for (int i = 0; i < 300; i++) {
          pour(out, framed(i == 0 ? 0x01 : 0x00, new byte[] {'x'}));
        }
        return answer + end(socket, SILENCE_MILLIS);
      }
      case ENDLESS_PINGS -> {
        String answer = upgrade(socket, room, "");
        for (int i = 0; i < 500; i++) {
          pour(out, framed(0x89, ByteBuffer.allocate(4).putInt(i).array()));
        }
        socket.setSoLinger(true, 0);
        return answer;
      }
      case BOMB -> {
        String answer = upgrade(socket, room, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
        pour(out, framed(0xc2, BOMB));
        return answer + end(socket, PATIENCE_MILLIS);
      }
      case BROKEN_REASON -> {
        String answer = upgrade(socket, room, "");
        pour(out, framed(0x88, new byte[] {3, (byte) 0xe8, (byte) 0xc3, 0x28, 0x1b, '[', 'm'}));
        return answer + end(socket, PATIENCE_MILLIS);
      }
      case RESERVED_OPCODE -> {
        String answer = upgrade(socket, room, "");
        pour(out, framed(0x83 + random.nextInt(5), new byte[9]));
        return answer + end(socket, PATIENCE_MILLIS);
      }
      case ENDLESS_FRAME -> {
        String answer = upgrade(socket, room, "");
        pour(
            out,
            new byte[] {(byte) 0x82, (byte) 0xff, 0x3f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6});
        return answer + end(socket, SILENCE_MILLIS);
      }
      case NO_KEY -> {
        pour(
            out,
            ("GET "
                    + room
                    + " HTTP/1.1\r\n"
                    + PLAIN.replaceAll("Sec-WebSocket-Key.*\r\n", "")
                    + "\r\n")
                .getBytes(ISO_8859_1));
        return status(socket);
      }
      case CONTROL_CHARACTERS -> {
        return upgrade(
                socket,
                "/talk/%1b%5b31m%c2%9b%e2%80%ae" + number + ";jsessionid=" + word(9),
                "User-Agent: \u009b31m" + word(5) + "\r\n")
            + close(socket, 1000);
      }
      case HALF_A_HEAD -> {
        pour(out, ("GET " + room + " HTTP/1.1\r\nHost: x\r\nUpgrade: webso").getBytes(ISO_8859_1));
        socket.setSoLinger(true, 0);
        return "left";
      }
      case BAGGAGE -> {
        return upgrade(
                socket,
                room,
                "traceparent: 00-%032x-%016x-01\r\nbaggage: ".formatted(number + 1, number + 1)
                    + ("k" + number + "=" + word(30) + ",").repeat(100)
                    + "z=1\r\n")
            + close(socket, 1000);
      }
      case USER_AGENT -> {
        return upgrade(
                socket,
                room,
                "Origin: http://"
                    + word(9)
                    + "\r\nUser-Agent: "
                    + word(300)
                    + "\r\nX-Forwarded-For: "
                    + word(200)
                    + "\r\n")
            + close(socket, 1000);
      }
      case RESET_AT_ONCE -> {
        socket.setSoLinger(true, 0);
        return "left";
      }
      case NOT_MASKED -> {
        String answer = upgrade(socket, room, "");
        pour(out, new byte[] {(byte) 0x81, 2, 'h', 'i'});
        return answer + end(socket, PATIENCE_MILLIS);
      }
    }
    throw new IllegalStateException();
  }

  private String word(int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private String upgrade(Socket socket, String path, String more) throws IOException {
    pour(
        socket.getOutputStream(),
        ("GET " + path + " HTTP/1.1\r\n" + PLAIN + more + "\r\n").getBytes(ISO_8859_1));
    return status(socket);
  }

  private String status(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
    } catch (EOFException | SocketException e) {
      return head.isEmpty() ? "hung up" : "hung up in its answer";
    } catch (SocketTimeoutException e) {
      return "silent";
    }
    String[] words = head.toString().split("[ \r]", 3);
    plain = words.length > 1 && !words[1].equals("101");
    return words.length > 1 ? words[1] : "no HTTP";
  }

  /** Closes as it should be, where there is a connection. */
  private String close(Socket socket, int code) throws IOException {
    pour(
        socket.getOutputStream(),
        framed(0x88, ByteBuffer.allocate(2).putShort((short) code).array()));
    return end(socket, PATIENCE_MILLIS);
  }

  /** Reads to the end: the code of the server's Close frame, where there was one. */
  private String end(Socket socket, int patience) throws IOException {
    socket.setSoTimeout(patience);
    String said = "";
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int first = in.readUnsignedByte();
        if (plain) {
          continue; // the page that comes with a refusal
        }
        if (first == 'H') {
          // An answer to something that was no request.
          in.skipBytes(7);
          byte[] status = new byte[5];
          in.readFully(status);
          return " HTTP" + new String(status, ISO_8859_1).strip();
        }
        int length = in.readUnsignedByte();
        length =
            length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] payload = new byte[length];
        in.readFully(payload);
        if ((first & 0xf) == 8) {
          said = " close " + (length > 1 ? ByteBuffer.wrap(payload).getShort() & 0xffff : 1005);
        }
      }
    } catch (SocketTimeoutException e) {
      socket.setSoLinger(true, 0);
      return said + " stays";
    } catch (EOFException | SocketException e) {
      return said;
    }
  }

  private static void frame(OutputStream out, int first, byte[] payload) throws IOException {
    pour(out, framed(first, payload));
  }

  private static byte[] framed(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    }
    frame.putInt(0); // a mask that changes nothing
    frame.put(payload);
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** What need not arrive. */
  private static void pour(OutputStream out, byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (SocketException e) {
      // The other end has hung up, as it may.
    }
  }

  /** Four megabytes of nothing in four kilobytes. */
  private static byte[] bomb() {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[4 << 20]);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      packed.write(buffer, 0, count);
    } while (count == buffer.length);
    deflater.end();
    byte[] all = packed.toByteArray();
    return java.util.Arrays.copyOf(all, all.length - 4);
  }
}
