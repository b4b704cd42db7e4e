// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances.Kernel;
import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.tap.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This side gives up, and the kernel is asked whether anything had arrived over there. */
class KernelWordTest {

  private static final String GONE = "01 00000006:00000000 01:00000000 00000004";
  private static final String STOPPED = "05 00000000:00000000 00:00000000 00000000";
  private static final String SHUT = "01 0000C350:00000000 04:00000000 00000000";

  @TempDir Path folder;

  private SimulatedConnection here;

  @BeforeEach
  void open() throws IOException {
    says("");
    here = knowing(new KernelReader(folder));
  }

  private static SimulatedConnection knowing(KernelReader kernel) {
    SimulatedConnection open =
        new SimulatedConnection(
            ObserverSettings.DEFAULTS,
            Handshake.asServer("netty").peer(new InetSocketAddress("10.0.0.2", 40_000)),
            StallReasons.NONE,
            kernel);
    open.wire.opened();
    return open;
  }

  /** Of the one socket. */
  private void says(String numbers) throws IOException {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    String line =
        String.format(
            "  1: %s:1F90 %s:9C40 %s 0 0 31337\n",
            little ? "0100000A" : "0A000001", little ? "0200000A" : "0A000002", numbers);
    Files.writeString(
        folder.resolve("tcp"), "  sl  local_address\n" + (numbers.isEmpty() ? "" : line));
  }

  private void naps(int count) {
    for (int i = 0; i < count; i++) {
      here.after(0.25).observation.tellDue();
    }
  }

  private void givesUpOnAPong() {
    here.self("89", "01");
    naps(40);
    here.localClose();
  }

  @Test
  void theNetworkIsGone() throws IOException {
    says(GONE);
    givesUpOnAPong();
    assertThat(here.events.ended).isEmpty();

    naps(1);

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.UNREACHABLE);
    assertThat(here.ended().diagnosis().initiator()).isEqualTo(Initiator.UNKNOWN);
    assertThat(here.ended().account().circumstances().kernel())
        .isEqualTo(new Kernel(true, 6, 0, 4, false));
    assertThat(here.ended().diagnosis().evidence())
        .startsWith(
            "6 bytes of this side had no acknowledgement after 4 retransmissions: the network or"
                + " the peer's host is gone; no Close frame, then this side closed the transport");
  }

  @Test
  void theHostIsThereAndTheProgramDoesNotAnswer() throws IOException {
    says(STOPPED);
    givesUpOnAPong();
    naps(1);

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
    assertThat(here.ended().diagnosis().initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(here.ended().diagnosis().evidence())
        .contains("the network is there, and the program does not answer");
  }

  @Test
  void theProgramDoesNotRead() throws IOException {
    says(SHUT);
    here.wire.sendStalled(20_000_000_000L);
    here.localClose();
    naps(1);

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.SLOW_CONSUMER);
    assertThat(here.ended().diagnosis().evidence())
        .contains("50000 bytes waited in this one: the program over there does not read");
  }

  @Test
  void aSocketThatIsNotThereSaysNothing() {
    givesUpOnAPong();
    naps(1);

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
    assertThat(here.ended().account().circumstances().kernel()).isNull();
  }

  @Test
  void anEndThatTheKernelCannotExplainIsToldAtOnce() throws IOException {
    says(GONE);
    here.peer("88 82 00000000 03e8").self("88", "03e8").localClose();

    assertThat(here.events.ended).hasSize(1);
  }

  @Test
  void norDoesOneOfThePeersWait() throws IOException {
    says(GONE);
    here.peerEof();

    assertThat(here.events.ended).hasSize(1);
  }

  @Test
  void itIsReadOnceASecondAtMostAndNobodyWaitsLonger() throws IOException {
    says(GONE);
    here.localClose();
    naps(1);
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.UNREACHABLE);
    here.events.ended.clear();
    says(STOPPED);
    SimulatedConnection second = here;
    dev.hangup.tap.Wire other =
        here.observation.handshake(
            Handshake.asServer("netty").peer(new InetSocketAddress("10.0.0.2", 40_000)));
    other.opened();
    other.localClose();
    other.closed();
    naps(3);
    assertThat(second.events.ended).isEmpty();

    naps(1);

    assertThat(second.ended().account().circumstances().kernel())
        .isEqualTo(new Kernel(false, 0, 0, 0, false));
  }

  @Test
  void aJvmThatGoesDownDoesNotWait() throws IOException {
    says(GONE);
    givesUpOnAPong();
    assertThat(here.events.ended).isEmpty();

    here.after(0.1).observation.goingDown();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
  }

  @Test
  void whereThereIsNoSuchTableNobodyWaits() {
    here = knowing(new KernelReader(folder.resolve("none")));
    givesUpOnAPong();

    assertThat(here.events.ended).hasSize(1);
  }
}
