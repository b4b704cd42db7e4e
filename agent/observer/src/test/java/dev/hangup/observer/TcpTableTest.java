// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.close.Circumstances.Kernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpTableTest {

  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";
  private static final String REST = "  1000        0 31337 1 0000000000000000 20 4 30 10 -1\n";

  @TempDir Path folder;

  /** As the kernel writes it: in words of this machine's byte order. */
  private static String address(String ip, boolean asIpv6) throws IOException {
    byte[] bytes = InetAddress.getByName(ip).getAddress();
    StringBuilder all = new StringBuilder();
    if (asIpv6 && bytes.length == 4) {
      all.append("0000000000000000");
      all.append(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "FFFF0000" : "0000FFFF");
    }
    for (int word = 0; word < bytes.length; word += 4) {
      for (int i = 0; i < 4; i++) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        all.append(String.format("%02X", bytes[word + (little ? 3 - i : i)]));
      }
    }
    return all.toString();
  }

  private static String line(String peer, int port, int localPort, boolean ipv6, String numbers)
      throws IOException {
    return String.format(
        "  17: %s:%04X %s:%04X %s%s",
        address(peer.contains(":") ? "::1" : "10.0.0.1", ipv6),
        localPort,
        address(peer, ipv6),
        port,
        numbers,
        REST);
  }

  private @Nullable Kernel find(String peer, int port, int localPort) throws IOException {
    TcpTable.Wanted wanted =
        Objects.requireNonNull(
            TcpTable.Wanted.of(
                new InetSocketAddress(InetAddress.getByName(peer), port), localPort));
    new TcpTable(folder).read(List.of(wanted));
    return wanted.kernel();
  }

  private void write(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name), HEAD + String.join("", lines));
  }

  @Test
  void aLinkThatWasCutHasUnacknowledgedBytesAndRetransmits() throws IOException {
    write(
        "tcp",
        line("10.0.0.9", 40000, 8080, false, "01 00000000:00000000 00:00000000 00000000"),
        line("10.0.0.2", 40000, 8080, false, "04 00000005:00000003 01:00000123 00000004"));

    assertThat(find("10.0.0.2", 40000, 0)).isEqualTo(new Kernel(false, 5, 3, 4, false));
    assertThat(find("10.0.0.2", 40001, 0)).isNull();
  }

  @Test
  void anIpv4PeerOfAnIpv6SocketIsFound() throws IOException {
    write("tcp");
    write("tcp6", line("10.0.0.2", 443, 50000, true, "05 00000000:00000000 00:00000000 00000000"));

    assertThat(find("10.0.0.2", 443, 50000)).isEqualTo(new Kernel(false, 0, 0, 0, false));
  }

  @Test
  void anIpv6PeerIsFound() throws IOException {
    write(
        "tcp6", line("2001:db8::7", 443, 50000, true, "01 00000004:00000000 01:00000000 00000003"));

    assertThat(find("2001:db8::7", 443, 0)).isEqualTo(new Kernel(true, 4, 0, 3, false));
    assertThat(find("2001:db8::8", 443, 0)).isNull();
  }

  @Test
  void aPeerWhoseWindowIsShutIsAskedAndNotRetransmittedTo() throws IOException {
    write("tcp", line("10.0.0.2", 443, 50000, false, "01 0000C350:00000000 04:00000000 00000003"));

    assertThat(find("10.0.0.2", 443, 0)).isEqualTo(new Kernel(true, 50_000, 0, 0, true));
  }

  @Test
  void ofTwoSocketsToOneServerTheLocalPortTells() throws IOException {
    write(
        "tcp",
        line("10.0.0.2", 443, 50000, false, "01 00000001:00000000 01:00000000 00000001"),
        line("10.0.0.2", 443, 50001, false, "01 00000002:00000000 01:00000000 00000002"));

    assertThat(find("10.0.0.2", 443, 50001)).isEqualTo(new Kernel(true, 2, 0, 2, false));
    assertThat(find("10.0.0.2", 443, 0)).isNull();
  }

  @Test
  void whatIsOfAnotherFormIsPassedOver() throws IOException {
    write(
        "tcp",
        "\n",
        "  1: nonsense\n",
        "  2: 0100000A:1F90\n",
        "x".repeat(100_000) + "\n",
        line("10.0.0.2", 443, 50000, false, "01 zz:00000000 01:00000000 00000001"),
        line("10.0.0.3", 443, 50000, false, "01 00000001:00000000 01:00000000 00000001"));

    assertThat(find("10.0.0.2", 443, 0)).isNull();
    assertThat(find("10.0.0.3", 443, 0)).isEqualTo(new Kernel(true, 1, 0, 1, false));
  }

  @Test
  void withoutLinuxNothingTells() throws IOException {
    assertThat(find("10.0.0.2", 443, 0)).isNull();
    assertThat(TcpTable.Wanted.of(null, 0)).isNull();
    assertThat(TcpTable.Wanted.of(InetSocketAddress.createUnresolved("peer", 1), 0)).isNull();
  }

  @Test
  void thisMachineSaysTheSameOfARealSocket() throws IOException {
    Path system = Path.of("/proc/self/net");
    assumeTrue(Files.isReadable(system.resolve("tcp")), "no Linux");
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket served = listening.accept()) {
      client.getOutputStream().write(new byte[7]);
      TcpTable.Wanted wanted =
          Objects.requireNonNull(TcpTable.Wanted.of(served.getRemoteSocketAddress(), 0));
      new TcpTable(system).read(List.of(wanted));

      assertThat(wanted.kernel()).isEqualTo(new Kernel(true, 0, 7, 0, false));
    }
  }
}
