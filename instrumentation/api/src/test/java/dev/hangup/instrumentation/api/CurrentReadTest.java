// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.tap.Handshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurrentReadTest {

  private final List<String> told = new ArrayList<>();
  private final RecordedWire wire = new RecordedWire(Handshake.asServer("test"), told);

  @AfterEach
  void readNoMore() {
    CurrentRead.end();
  }

  /** Has nothing to read, or cannot. */
  private record Socket(@Nullable IOException failure) implements ByteChannel {
    @Override
    public int read(ByteBuffer buffer) throws IOException {
      if (failure != null) {
        throw failure;
      }
      return -1;
    }

    @Override
    public int write(ByteBuffer buffer) {
      return 0;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static int read(boolean closes, @Nullable IOException failure) throws IOException {
    return CurrentRead.read("test", closes, new Socket(failure), ByteBuffer.allocate(1));
  }

  @Test
  void theEndOfASocketIsToldToTheConnectionThatReads() throws IOException {
    CurrentRead.begin(wire, true);
    assertThat(read(false, null)).isEqualTo(-1);
    assertThat(told).containsExactly("EOF");
  }

  @Test
  void belowTlsTheEndIsNotTheConnections() throws IOException {
    CurrentRead.begin(wire, false);
    assertThat(read(false, null)).isEqualTo(-1);
    assertThat(told).isEmpty();
  }

  @Test
  void aFailureReachesTheLibraryAsItIs() {
    IOException reset = new IOException("Connection reset");
    CurrentRead.begin(wire, false);
    assertThatThrownBy(() -> read(false, reset)).isSameAs(reset);
    assertThat(told).containsExactly("READ_FAILED");
    assertThatThrownBy(() -> read(true, reset)).isSameAs(reset);
    assertThat(told).containsExactly("READ_FAILED", "READ_FAILED", "CLOSED");
  }

  @Test
  void whenNoConnectionReadsNoneIsTold() throws IOException {
    CurrentRead.begin(wire, true);
    CurrentRead.end();
    assertThat(read(true, null)).isEqualTo(-1);
    assertThat(told).isEmpty();
  }

  @Test
  void aTransportThatIsClosedPastItsConnectionIsClosedByThisSide() {
    CurrentRead.closing(wire, null);
    CurrentRead.closing(wire, new IOException("Broken pipe"));
    assertThat(told).containsExactly("LOCAL_CLOSE", "WRITE_FAILED", "LOCAL_CLOSE");
  }

  @Test
  void whileItReadsOnlyTheFailureCounts() {
    CurrentRead.begin(wire, false);
    CurrentRead.closing(wire, new SSLException("bad record"));
    CurrentRead.closing(wire, new IOException("Broken pipe"));
    CurrentRead.closing(wire, null);
    assertThat(told).containsExactly("READ_FAILED", "WRITE_FAILED");
  }
}
