// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Kernel;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Linux says of the sockets of this network namespace, {@code tcp} and {@code tcp6} in {@code
 * /proc/self/net}: also of those that this side closed some seconds ago and that still have
 * something to say to the peer. One reading answers for all that ask. Fields are told apart by
 * their place in the line; a line of another form is passed over. Nothing is allocated for a line.
 */
final class TcpTable {

  /** Some hundred thousand sockets; of what comes behind nothing is known. */
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  /** Of {@code tcp6} it is 170 or so. */
  private static final int LONGEST_LINE = 512;

  /** {@code TCP_ESTABLISHED}: this side has not closed, nor has the peer. */
  private static final int ESTABLISHED = 1;

  /** The timer that asks a peer whose window is shut whether it takes more. */
  private static final int PROBING = 4;

  private static final boolean REVERSED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private final Path folder;
  private final byte[] line = new byte[LONGEST_LINE];
  private int length;
  private int at;

  /** Of the line that is being read: it has been of the form that is known so far. */
  private boolean good;

  // The address that was read last, as IPv6 has it.
  private long high;
  private long low;

  TcpTable(Path folder) {
    this.folder = folder;
  }

  /** A socket that is asked for, by its other end. */
  static final class Wanted {
    private final long high;
    private final long low;
    private final int port;
    private final int localPort;
    private int found;
    private @Nullable Kernel kernel;

    private Wanted(long high, long low, int port, int localPort) {
      this.high = high;
      this.low = low;
      this.port = port;
      this.localPort = localPort;
    }

    /**
     * Null where the address is none of TCP over IP.
     *
     * @param localPort 0 where it is not known
     */
    static @Nullable Wanted of(@Nullable SocketAddress peer, int localPort) {
      if (!(peer instanceof InetSocketAddress address) || address.getAddress() == null) {
        return null;
      }
      InetAddress ip = address.getAddress();
      byte[] bytes = ip.getAddress();
      return bytes.length == 4
          ? new Wanted(0, mapped(word(bytes, 0)), address.getPort(), localPort)
          : new Wanted(
              (long) word(bytes, 0) << 32 | (word(bytes, 4) & 0xffffffffL),
              (long) word(bytes, 8) << 32 | (word(bytes, 12) & 0xffffffffL),
              address.getPort(),
              localPort);
    }

    private static int word(byte[] bytes, int from) {
      return (bytes[from] & 0xff) << 24
          | (bytes[from + 1] & 0xff) << 16
          | (bytes[from + 2] & 0xff) << 8
          | (bytes[from + 3] & 0xff);
    }

    /** Null where it is not there, or where it cannot be told from another one. */
    @Nullable Kernel kernel() {
      return found == 1 ? kernel : null;
    }
  }

  /** An IPv4 address as IPv6 writes it, which is how {@code tcp6} has it: the lower half. */
  private static long mapped(int ipv4) {
    return 0xffffL << 32 | (ipv4 & 0xffffffffL);
  }

  /** Reads both tables and fills in what was found. */
  void read(List<Wanted> wanted) throws IOException {
    read("tcp", wanted);
    read("tcp6", wanted);
  }

  private void read(String name, List<Wanted> wanted) throws IOException {
    Path file = folder.resolve(name);
    if (!file.toFile().exists()) {
      return; // as where there is no IPv6
    }
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] buffer = new byte[16 * 1024];
      long total = 0;
      length = 0;
      for (int read = in.read(buffer); read > 0 && total < MOST_BYTES; read = in.read(buffer)) {
        total += read;
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            line(wanted);
            length = 0;
          } else if (length < LONGEST_LINE) {
            line[length++] = buffer[i];
          }
        }
      }
    }
  }

  /** {@code sl: local:port remote:port st tx_queue:rx_queue tr:tm->when retrnsmt …}, all hex. */
  private void line(List<Wanted> wanted) {
    at = 0;
    good = true;
    hex(LONGEST_LINE);
    after(':');
    address();
    int localPort = (int) hex(4);
    address();
    int port = (int) hex(4);
    for (int i = 0; good && i < wanted.size(); i++) {
      Wanted each = wanted.get(i);
      if (each.port == port
          && each.low == low
          && each.high == high
          && (each.localPort == 0 || each.localPort == localPort)) {
        state(each);
        return;
      }
    }
  }

  private void state(Wanted asked) {
    int state = (int) hex(2);
    long unacked = hex(8);
    after(':');
    long unread = hex(8);
    int timer = (int) hex(2);
    after(':');
    hex(8);
    int retransmits = (int) hex(8);
    if (good) {
      asked.found++;
      asked.kernel =
          new Kernel(
              state == ESTABLISHED,
              unacked,
              unread,
              timer == PROBING ? 0 : retransmits,
              timer == PROBING);
    }
  }

  /** Of four or sixteen bytes, in words as this machine has them in memory; then the colon. */
  private void address() {
    int first = word();
    if (at < length && line[at] == ':') {
      high = 0;
      low = mapped(first);
    } else {
      int second = word();
      int third = word();
      int fourth = word();
      high = (long) first << 32 | (second & 0xffffffffL);
      low = (long) third << 32 | (fourth & 0xffffffffL);
    }
    after(':');
  }

  private int word() {
    int word = (int) hex(8);
    return REVERSED ? Integer.reverseBytes(word) : word;
  }

  /** Passes over blanks and reads so many digits, or as many as there are. */
  private long hex(int most) {
    while (at < length && line[at] == ' ') {
      at++;
    }
    int from = at;
    long number = 0;
    while (at < length && at - from < most) {
      int digit = Character.digit(line[at], 16);
      if (digit < 0) {
        break;
      }
      number = number << 4 | digit;
      at++;
    }
    good &= at > from;
    return number;
  }

  private void after(char expected) {
    good &= at < length && line[at] == expected;
    at++;
  }
}
